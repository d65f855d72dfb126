package io.penstock.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.event.Event;
import io.penstock.format.AudioFormat;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Junction;
import io.penstock.stage.Output;
import io.penstock.stage.Outputs;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Named ports, negotiation and sockets. */
class StageHarnessPortsTest {
    private static final AudioFormat SOUND = AudioFormat.mono(8000, Timebase.ms(10));

    /** Sends everything from everywhere to both outputs. */
    private static final class Cross implements Junction {
        private final StageSpec spec;
        private StageContext context;
        private Format changed;

        Cross(final boolean endsWithFirst) {
            final StageSpec.Builder builder = StageSpec.junction("cross").input("a", FormatSpec.of(SOUND))
                .optionalInput("b", FormatSpec.of(SOUND)).outputSameAs("x", 0).outputSameAs("y", 0);
            spec = (endsWithFirst ? builder.endsWithFirstInput() : builder).build();
        }

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onStart(final StageContext newContext) {
            context = newContext;
        }

        @Override
        public void onFrame(final int port, final Frame in, final Outputs out) {
            for (int i = 0; i < out.count(); i++) {
                out.port(i).forward(in);
            }
        }

        @Override
        public void onPortChange(final int port, final Format format) {
            changed = format;
        }
    }

    @Test
    void endsOutputsWithTheLastInput() {
        try (StageHarness h = StageHarness.of(new Cross(false)).input("a", SOUND).input("b", SOUND).start()) {
            h.endOfStream("a").push("b", h.frame("b"));
            assertEquals(List.of(), h.events());
            h.endOfStream("b");
            assertEquals(List.of(Event.EndOfStream.INSTANCE), h.events("x"));
            assertEquals(1, h.frames("y").size());
        }
    }

    @Test
    void endsOutputsWithTheFirstInputWhereDeclared() {
        try (StageHarness h = StageHarness.of(new Cross(true)).input("a", SOUND).input("b", SOUND).start()) {
            h.endOfStream("a").push("b", h.frame("b"));
            assertEquals(List.of(Event.EndOfStream.INSTANCE), h.events("y"));
            assertEquals(List.of(), h.frames());
        }
    }

    @Test
    void sendsAFlushOnOnce() {
        try (StageHarness h = StageHarness.of(new Cross(false)).input("a", SOUND).input("b", SOUND).start()) {
            h.flush();
            assertEquals(List.of(new Event.Flush(1)), h.events("x"));
        }
    }

    @Test
    void connectsAndDisconnectsOptionalInputs() {
        final Cross cross = new Cross(false);
        try (StageHarness h = StageHarness.of(cross).input("a", SOUND).unconnected("y").start()) {
            assertNull(cross.context.inputFormat(1));
            assertThrows(IllegalStateException.class, () -> h.frame("b"));
            h.connect("b", SOUND);
            assertEquals(SOUND, cross.changed);
            h.push("b", h.frame("b"));
            assertEquals(List.of(1, 0), List.of(h.frames("x").size(), h.frames("y").size()));
            h.disconnect("b");
            assertNull(cross.changed);
            assertThrows(IllegalStateException.class, () -> h.disconnect("a"));
        }
    }

    @Test
    void namesWhatWasOfferedAndAcceptedWhereFormatsDoNotFit() {
        final AudioFormat other = AudioFormat.stereo(44_100, Timebase.ms(10));
        final AssertionError in = assertThrows(AssertionError.class, () -> StageHarness.of(new Cross(false)).input("a", other));
        assertTrue(in.getMessage().contains("does not accept 44100 Hz s16 ×2 10 ms, but"), in.getMessage());
        final AssertionError out = assertThrows(AssertionError.class,
            () -> StageHarness.of(new Cross(false)).output("x", FormatSpec.of(other)).start());
        assertTrue(out.getMessage().contains("no common format"), out.getMessage());
        assertThrows(IllegalArgumentException.class, () -> StageHarness.of(new Cross(false)).input("c", SOUND));
    }

    /** Receives datagrams. */
    private static final class Receiver implements Source {
        private final StageSpec spec = StageSpec.source("receiver", FormatSpec.of(PacketFormat.datagrams())).wakesItself().build();
        private final boolean leaky;
        private DatagramChannel channel;

        Receiver(final boolean leaky) {
            this.leaky = leaky;
        }

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onStart(final StageContext context) throws IOException {
            channel = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            channel.configureBlocking(false);
            context.register(channel, SelectionKey.OP_READ);
        }

        @Override
        public int poll(final Output out, final int limit) throws IOException {
            final MutableFrame frame = out.claim(1500);
            final ByteBuffer bytes = ByteBuffer.wrap(frame.array(), frame.arrayOffset(), 1500);
            if (channel.receive(bytes) == null) {
                out.abort(frame);
                return 0;
            }
            out.commit(frame.length(1500 - bytes.remaining()));
            return 1;
        }

        @Override
        public void close() {
            try {
                if (!leaky) {
                    channel.close();
                }
            } catch (final IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @Test
    void wakesASourceWhenItsSocketIsReady() throws IOException {
        final Receiver receiver = new Receiver(false);
        try (StageHarness h = StageHarness.of(receiver).start(); DatagramChannel sender = DatagramChannel.open()) {
            assertEquals(0, h.poll());
            sender.send(ByteBuffer.wrap(new byte[] {1, 2, 3}), receiver.channel.getLocalAddress());
            assertTrue(h.awaitWake(Duration.ofSeconds(5)));
            assertEquals(1, h.poll());
            assertEquals(3, h.lastFrame().length());
        }
    }

    @Test
    void catchesASocketLeftOpen() throws IOException {
        final Receiver receiver = new Receiver(true);
        final StageHarness h = StageHarness.of(receiver).start();
        assertTrue(assertThrows(AssertionError.class, h::close).getMessage().contains("still open after close()"));
        receiver.channel.close();
    }
}
