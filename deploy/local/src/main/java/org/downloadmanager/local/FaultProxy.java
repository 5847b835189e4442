package org.downloadmanager.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/**
 * Forwards the connections of one service to one server, and can partition them silently: no connection ends, new ones are
 * accepted without an answer, and no byte reaches either end. Thread-safe; every method can be repeated.
 */
public final class FaultProxy implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;

    private final int serverPort;
    private final ServerSocket entrance;
    private final Set<Socket> open = new HashSet<>();
    private Gate gate = new Gate();
    private boolean closed;

    private FaultProxy(int serverPort, ServerSocket entrance) {
        this.serverPort = serverPort;
        this.entrance = entrance;
    }

    /** Listens at once; the server need not. */
    static FaultProxy to(int serverPort) {
        try {
            ServerSocket entrance = new ServerSocket();
            entrance.bind(at(Ports.free()));
            FaultProxy proxy = new FaultProxy(serverPort, entrance);
            inBackground(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new ClusterException("A link to port " + serverPort + " cannot be made: " + e.getMessage() + ".", e);
        }
    }

    /** The port that the service connects to. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** The port of the server. */
    public int serverPort() {
        return serverPort;
    }

    /** From now on no byte reaches either end, except those already in transit. */
    public synchronized void partition() {
        gate.isOpen = false;
    }

    public synchronized boolean isCut() {
        return !gate.isOpen;
    }

    /**
     * Continues all connections: bytes sent meanwhile arrive now, late and in order. This models a network that dropped
     * packets for a while, because both ends keep and resend unacknowledged bytes. It is also the harder case: writes
     * of a superseded process arrive after all.
     */
    public synchronized void heal() {
        gate.isOpen = true;
        notifyAll();
    }

    /** New connections work, earlier ones stay silent, as behind a firewall or NAT that dropped its state. */
    public synchronized void mendForNewConnections() {
        gate.isOpen = false;
        gate = new Gate();
    }

    /** Ends all connections. */
    @Override
    public synchronized void close() {
        closed = true;
        close(entrance);
        open.forEach(FaultProxy::close);
        notifyAll();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket service = entrance.accept();
                Gate passed = add(service);
                inBackground(() -> connect(service, passed));
            } catch (IOException e) {
                // The proxy was closed, or the client has disconnected.
            }
        }
    }

    private void connect(Socket service, Gate passed) {
        Socket server = new Socket();
        add(server);
        try {
            awaitOpen(passed);
            server.connect(at(serverPort));
            service.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException e) {
            end(service, server);
            return;
        }
        inBackground(() -> forward(server, service, passed));
        forward(service, server, passed);
    }

    private void forward(Socket from, Socket to, Gate passed) {
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int size = in.read(chunk); size >= 0; size = in.read(chunk)) {
                awaitOpen(passed);
                out.write(chunk, 0, size);
            }
        } catch (IOException e) {
            // One end has closed, which ends both; but the other end only notices when it receives something.
        }
        awaitOpen(passed);
        end(from, to);
    }

    private synchronized Gate add(Socket socket) {
        open.add(socket);
        if (closed) {
            end(socket);
        }
        return gate;
    }

    private synchronized void end(Socket... sockets) {
        for (Socket socket : sockets) {
            close(socket);
            open.remove(socket);
        }
    }

    /** At most until the proxy is closed. */
    private synchronized void awaitOpen(Gate passed) {
        while (!passed.isOpen && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException("Interrupted", e);
            }
        }
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "link");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // The connection is unusable anyway.
        }
    }

    private static InetSocketAddress at(int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
    }

    /** The gate of all connections that were opened while it was current. */
    private static final class Gate {

        private boolean isOpen = true;
    }
}
