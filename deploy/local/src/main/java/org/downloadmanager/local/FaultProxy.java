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
 * The way of one service to one server, a port of 127.0.0.1 that forwards to another, which can be cut
 * silently: no connection ends, new ones are taken and stay without an answer, nothing arrives at either end. All
 * methods may be called from any thread, and again.
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

    /** Is there at once; the server need not be. */
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

    /** Where the service connects to. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** Where the server listens. */
    public int serverPort() {
        return serverPort;
    }

    /** From now on nothing arrives at either end, but for what was on its way already. */
    public synchronized void partition() {
        gate.isOpen = false;
    }

    public synchronized boolean isCut() {
        return !gate.isOpen;
    }

    /**
     * Everything goes on where it stopped: what was sent meanwhile arrives now, late and in order. So it is on a network
     * that has dropped packets for a while, because both ends keep what was not acknowledged and send it again; and it is
     * the harder thing to live with, because the words of one who was given up by all arrive after all.
     */
    public synchronized void heal() {
        gate.isOpen = true;
        notifyAll();
    }

    /**
     * New connections work, earlier ones stay silent, as behind a firewall or an address translation that has dropped them.
     */
    public synchronized void mendForNewConnections() {
        gate.isOpen = false;
        gate = new Gate();
    }

    /** All connections end. */
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
                // Closed, or the client has left already.
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
            // One of them is gone, which is the end of both; but the other hears of that only when it hears anything.
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

    /** Until the link is closed, at most. */
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

    /** What each connection goes through that was opened in its time. */
    private static final class Gate {

        private boolean isOpen = true;
    }
}
