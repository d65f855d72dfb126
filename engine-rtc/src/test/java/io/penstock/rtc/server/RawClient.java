package io.penstock.rtc.server;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A WebSocket by hand (RFC 6455), for what no decent client would send. */
final class RawClient implements AutoCloseable {
    private static final int SECONDS = 30;
    final Socket socket;
    private final DataInputStream in;

    RawClient(final int port) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), SECONDS * 1000);
        socket.setSoTimeout(SECONDS * 1000);
        in = new DataInputStream(socket.getInputStream());
    }

    RawClient upgrade() throws IOException {
        socket.getOutputStream().write(("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        int end = 0;
        while (end != 0x0D0A0D0A) {
            end = end << 8 | in.readUnsignedByte();
        }
        return this;
    }

    /** A frame with a mask of zeros. */
    RawClient frame(final int first, final byte[] payload) throws IOException {
        final ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.putInt(0).put(payload);
        socket.getOutputStream().write(frame.array(), 0, frame.position());
        return this;
    }

    RawClient text(final String text) throws IOException {
        return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    RawClient join(final String token) throws IOException {
        return text("{\"type\":\"join\",\"id\":1,\"token\":\"" + token + "\"}");
    }

    /** Next text, skipping pings; empty = the server has ended the connection. */
    String next() throws IOException {
        while (true) {
            final int first = in.read();
            if (first < 0) {
                return "";
            }
            int size = in.readUnsignedByte();
            size = size == 126 ? in.readUnsignedShort() : size == 127 ? (int) in.readLong() : size;
            final byte[] payload = new byte[size];
            in.readFully(payload);
            if ((first & 0x0F) == 1) {
                return new String(payload, StandardCharsets.UTF_8);
            } else if ((first & 0x0F) == 8) {
                return "";
            }
        }
    }

    /** Everything up to the end of the connection. */
    String rest() {
        final StringBuilder all = new StringBuilder();
        try {
            for (String text = next(); !text.isEmpty(); text = next()) {
                all.append(text);
            }
        } catch (final java.net.SocketTimeoutException e) {
            throw new AssertionError("the connection was not ended; came: " + all, e);
        } catch (final IOException e) {
            // Ended without ceremony.
        }
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
