package io.penstock.benchmarks.scale;

import io.penstock.rtc.stun.StunIntegrity;
import io.penstock.rtc.stun.StunWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A participant that costs as little as one can, so that a thousand of them leave the machine to the server: a WebSocket (RFC 6455) and a UDP
 * socket, read by the thread of {@link RoomGuests}, and no more understood of what comes than is measured.
 */
final class RoomGuest implements AutoCloseable {
    private static final Pattern FIELD = Pattern.compile("\"(user|password|port)\":\"?([^\",}]+)");
    private static final byte[] JOINED = "{\"type\":\"joined\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "{\"type\":\"ok\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERROR = "{\"type\":\"error\"".getBytes(StandardCharsets.US_ASCII);
    private static final int TAIL = 4000;
    private static final int TEXT = 1;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int OPUS = 111;
    private static final int RTP_HEADER = 12;

    private final String token;
    private final RoomGuests all;
    private final SocketChannel signalling = SocketChannel.open();
    private final DatagramChannel media = DatagramChannel.open(StandardProtocolFamily.INET);
    private final Queue<CompletableFuture<String>> asked = new ArrayDeque<>();
    private final CompletableFuture<RoomGuest> inside = new CompletableFuture<>();
    private byte[] buffer = new byte[2048];
    private int length;
    private boolean upgraded;
    private String user;
    private String password;
    private volatile InetSocketAddress server;
    private volatile int wanted = -1;
    private int sequence;
    /** When it connected, was answered, and got its first packet of sound; 0 = not yet. */
    volatile long askedNs;
    volatile long joinedNs;
    volatile long soundNs;

    RoomGuest(final RoomGuests all, final String token) throws IOException {
        this.all = all;
        this.token = token;
        signalling.configureBlocking(false);
        signalling.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
        media.configureBlocking(false);
        media.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Wants a track as soon as it is in. */
    RoomGuest wants(final int track) {
        wanted = track;
        return this;
    }

    CompletableFuture<RoomGuest> inside() {
        return inside;
    }

    // ---- on the thread of the guests ------------------------------------------------------------------------------------------------------

    void connect(final Selector selector) throws IOException {
        askedNs = System.nanoTime();
        media.register(selector, SelectionKey.OP_READ, this);
        final boolean there = signalling.connect(all.server());
        signalling.register(selector, there ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
        if (there) {
            upgrade();
        }
    }

    void ready(final SelectionKey key) throws IOException {
        if (key.channel() == media) {
            datagrams();
        } else if (key.isConnectable()) {
            signalling.finishConnect();
            key.interestOps(SelectionKey.OP_READ);
            upgrade();
        } else {
            read();
        }
    }

    private void upgrade() throws IOException {
        write(("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void read() throws IOException {
        while (true) {
            if (length == buffer.length) {
                buffer = Arrays.copyOf(buffer, 2 * length);
            }
            final int n = signalling.read(ByteBuffer.wrap(buffer, length, buffer.length - length));
            if (n < 0) {
                inside.completeExceptionally(new IOException("the server has closed the connection"));
                signalling.close();
                return;
            }
            if (n == 0) {
                return;
            }
            length += n;
            take();
        }
    }

    private void take() throws IOException {
        int from = 0;
        if (!upgraded) {
            final int end = new String(buffer, 0, length, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
            if (end < 0) {
                return;
            }
            upgraded = true;
            from = end + 4;
            frame(TEXT, "{\"type\":\"join\",\"id\":0,\"token\":\"" + token + "\"}");
        }
        for (int used = frameAt(from); used > 0; used = frameAt(from)) {
            from += used;
        }
        System.arraycopy(buffer, from, buffer, 0, length - from);
        length -= from;
    }

    /** Takes a frame of the server. Returns its length; 0 = it is not whole yet. */
    private int frameAt(final int at) throws IOException {
        if (length - at < 2) {
            return 0;
        }
        int header = 2;
        long size = buffer[at + 1] & 0x7F;
        if (size >= 126) {
            header = size == 126 ? 4 : 10;
            if (length - at < header) {
                return 0;
            }
            size = 0;
            for (int i = 2; i < header; i++) {
                size = size << 8 | buffer[at + i] & 0xFF;
            }
        }
        if (length - at < header + size) {
            return 0;
        }
        final int opcode = buffer[at] & 0x0F;
        if (opcode == PING) {
            frame(PONG, new String(buffer, at + header, (int) size, StandardCharsets.ISO_8859_1));
        } else if (opcode == TEXT) {
            message(at + header, (int) size);
        }
        return header + (int) size;
    }

    private void message(final int at, final int size) throws IOException {
        if (starts(at, size, JOINED)) {
            joinedNs = System.nanoTime();
            final Matcher fields = FIELD.matcher(new String(buffer, at + Math.max(0, size - TAIL), Math.min(size, TAIL), StandardCharsets.UTF_8));
            int port = 0;
            while (fields.find()) {
                switch (fields.group(1)) {
                    case "user" -> user = fields.group(2);
                    case "password" -> password = fields.group(2);
                    default -> port = Integer.parseInt(fields.group(2));
                }
            }
            server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            prove();
            if (wanted >= 0) {
                ask("{\"type\":\"subscribe\",\"id\":1,\"track\":" + wanted + "}");
            }
            inside.complete(this);
        } else if (starts(at, size, OK) || starts(at, size, ERROR)) {
            final String text = new String(buffer, at, size, StandardCharsets.UTF_8);
            final CompletableFuture<String> answered;
            synchronized (asked) {
                answered = asked.poll();
            }
            if (answered != null) {
                answered.complete(text);
            } else {
                inside.completeExceptionally(new IOException(text));
            }
        }
    }

    private boolean starts(final int at, final int size, final byte[] with) {
        return size >= with.length && Arrays.equals(buffer, at, at + with.length, with, 0, with.length);
    }

    private void datagrams() throws IOException {
        final ByteBuffer packet = all.packet();
        for (packet.clear(); media.receive(packet) != null; packet.clear()) {
            if (packet.position() > RTP_HEADER && (packet.get(0) & 0xC0) == 0x80 && (packet.get(1) & 0x7F) == OPUS) {
                final long nowNs = System.nanoTime();
                if (soundNs == 0) {
                    soundNs = nowNs;
                }
                all.heard(this, packet.getInt(8), nowNs);
            }
        }
    }

    /** Proves its address, again and again until it hears something. */
    void prove() throws IOException {
        if (server != null && (soundNs == 0 || wanted < 0) && media.isOpen()) {
            final byte[] request = new byte[600];
            final int n = new StunWriter(request).request(new byte[12]).username(user).finish(new StunIntegrity(password));
            media.send(ByteBuffer.wrap(request, 0, n), server);
        }
    }

    // ---- any thread -----------------------------------------------------------------------------------------------------------------------

    /** Asks something; completed with the answer. Answers come in the order of requests. */
    CompletableFuture<String> ask(final String message) throws IOException {
        final CompletableFuture<String> answer = new CompletableFuture<>();
        synchronized (asked) {
            asked.add(answer);
            frame(TEXT, message);
        }
        return answer;
    }

    /** A packet of sound of its own; from one thread. */
    void speak(final int ssrc) throws IOException {
        final byte[] packet = new byte[RTP_HEADER + 60];
        io.penstock.core.rtp.RtpHeaderFlyweight.writeFixedHeader(packet, 0, sequence == 0, OPUS, sequence & 0xFFFF, 960 * sequence, ssrc);
        sequence++;
        media.send(ByteBuffer.wrap(packet), server);
    }

    /** Frames of clients are masked; with zeros, which change nothing. */
    private void frame(final int opcode, final String text) throws IOException {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        final ByteBuffer frame = ByteBuffer.allocate(bytes.length + 14).put((byte) (0x80 | opcode));
        if (bytes.length < 126) {
            frame.put((byte) (0x80 | bytes.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) bytes.length);
        }
        frame.putInt(0).put(bytes);
        write(Arrays.copyOf(frame.array(), frame.position()));
    }

    private synchronized void write(final byte[] bytes) throws IOException {
        final ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            signalling.write(left); // so short that the socket has room for it
        }
    }

    @Override
    public void close() throws IOException {
        signalling.close();
        media.close();
    }
}
