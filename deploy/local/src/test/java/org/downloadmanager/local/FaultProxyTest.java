package org.downloadmanager.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultProxyTest {

    /** Short enough for a fast test, long enough for wrongly forwarded bytes to arrive. */
    private static final int SILENCE_MILLIS = 300;

    private final List<Socket> opened = new ArrayList<>();
    private ServerSocket server;
    private FaultProxy proxy;

    @BeforeEach
    void begin() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        proxy = FaultProxy.to(server.getLocalPort());
    }

    @AfterEach
    void end() throws IOException {
        proxy.close();
        server.close();
        for (Socket socket : opened) {
            socket.close();
        }
    }

    @Test
    void forwardsInBothDirections() throws IOException {
        // Given
        Socket service = connect();
        Socket accepted = accept();

        // When
        say(service, "question");
        say(accepted, "answer");

        // Then
        assertThat(heard(accepted, 8)).isEqualTo("question");
        assertThat(heard(service, 6)).isEqualTo("answer");
    }

    @Test
    void aPartitionKeepsConnectionsAndForwardsNothing() throws IOException {
        // Given
        Socket service = connect();
        Socket accepted = accept();

        // When
        proxy.partition();
        say(service, "question");
        say(accepted, "answer");

        // Then
        assertThat(proxy.isCut()).isTrue();
        assertSilent(service);
        assertSilent(accepted);
    }

    @Test
    void aPartitionAcceptsConnectionsWithoutReachingTheServer() throws IOException {
        // When
        proxy.partition();
        Socket service = connect();
        say(service, "anybody?");

        // Then
        assertSilent(service);
        server.setSoTimeout(SILENCE_MILLIS);
        assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aPartitionHidesThatTheOtherEndClosed() throws IOException {
        // Given
        Socket leaving = connect();
        Socket left = accept();
        Socket deserted = connect();
        Socket dying = accept();

        // When
        proxy.partition();
        leaving.close();
        dying.close();

        // Then
        assertSilent(left);
        assertSilent(deserted);
        proxy.heal();
        assertEnded(left);
        assertEnded(deserted);
    }

    @Test
    void healingDeliversHeldBytesInOrder() throws IOException {
        // Given
        Socket service = connect();
        Socket accepted = accept();
        proxy.partition();
        say(service, "held ");
        say(accepted, "answer");
        Socket newcomer = connect();
        say(newcomer, "hello");

        // When
        proxy.heal();
        say(service, "back");

        // Then
        assertThat(proxy.isCut()).isFalse();
        assertThat(heard(accepted, 9)).isEqualTo("held back");
        assertThat(heard(service, 6)).isEqualTo("answer");
        assertThat(heard(accept(), 5)).isEqualTo("hello");
    }

    @Test
    void bytesOfAClosedConnectionArriveAfterHealing() throws IOException {
        // Given
        Socket service = connect();
        Socket accepted = accept();
        proxy.partition();
        say(service, "last words");
        service.close();

        // When
        proxy.heal();

        // Then
        assertThat(heard(accepted, 10)).isEqualTo("last words");
        assertEnded(accepted);
    }

    @Test
    void healingForNewConnectionsKeepsOldOnesSilent() throws IOException {
        // Given
        Socket before = connect();
        Socket accepted = accept();
        proxy.partition();
        say(before, "question");

        // When
        proxy.mendForNewConnections();
        proxy.heal();

        // Then
        Socket after = connect();
        say(after, "hello");
        assertThat(heard(accept(), 5)).isEqualTo("hello");
        assertSilent(before);
        assertSilent(accepted);
    }

    @Test
    void connectionsEndWithTheServerAndComeBackWithIt() throws IOException {
        // Given
        Socket service = connect();
        accept().close();
        assertEnded(service);
        int port = server.getLocalPort();
        server.close();
        assertEnded(connect());

        // When
        server = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));

        // Then
        Socket again = connect();
        say(again, "again");
        assertThat(heard(accept(), 5)).isEqualTo("again");
    }

    @Test
    void closingEndsConnectionsAndDropsHeldBytes() throws IOException {
        // Given
        Socket service = connect();
        Socket accepted = accept();
        proxy.partition();
        say(service, "question");
        Socket newcomer = connect();

        // When
        proxy.close();

        // Then
        assertEnded(service);
        assertEnded(accepted);
        assertEnded(newcomer);
        await().untilAsserted(() -> assertThatThrownBy(this::connect).isInstanceOf(IOException.class));
        await().untilAsserted(() -> assertThat(Ports.isFree(proxy.port())).isTrue());
    }

    private Socket connect() throws IOException {
        return known(new Socket("127.0.0.1", proxy.port()));
    }

    private Socket accept() throws IOException {
        return known(server.accept());
    }

    private Socket known(Socket socket) {
        opened.add(socket);
        return socket;
    }

    private static void say(Socket to, String words) throws IOException {
        to.getOutputStream().write(words.getBytes(UTF_8));
    }

    private static String heard(Socket by, int length) throws IOException {
        by.setSoTimeout(0);
        return new String(by.getInputStream().readNBytes(length), UTF_8);
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MILLIS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    }

    /** The connection has ended, with or without a reset. */
    private static void assertEnded(Socket socket) throws IOException {
        socket.setSoTimeout(0);
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (IOException reset) {
            assertThat(reset).isNotInstanceOf(SocketTimeoutException.class);
        }
    }
}
