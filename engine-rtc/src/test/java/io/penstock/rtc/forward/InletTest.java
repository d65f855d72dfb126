package io.penstock.rtc.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class InletTest {
    private static final int SERVER = 1;
    private static final int LISTENER = 2;
    private final Bench bench = new Bench();
    private final Stream voice = Stream.audio(2000);

    private PacketTap inlet() {
        bench.join(SERVER, LISTENER).audio(SERVER, 8, 2000);
        bench.forwarder.subscribe(LISTENER, 8, 0, 0);
        final PacketTap inlet = bench.forwarder.inlet(SERVER);
        bench.pass(1);
        return inlet;
    }

    @Test
    void whatTheServerPutsInIsForwardedAsIfAPeerHadSentIt() {
        final PacketTap inlet = inlet();
        for (int i = 0; i < 10; i++) {
            final byte[] packet = voice.sound(-30, true);
            inlet.packet(packet, 0, packet.length, bench.nowNs);
            assertTrue(bench.forwarder.hasCommands(), "the forwarder has something to do");
            bench.pass(1);
        }
        assertEquals(10, bench.got(LISTENER, MediaPlane.FORWARDED_SSRC_BASE + 8).size());
        assertFalse(bench.forwarder.hasCommands());
    }

    @Test
    void whatIsTooMuchOrTooLongIsDroppedAndCounted() {
        final Inlet inlet = (Inlet) inlet();
        for (int i = 0; i < 100; i++) {
            final byte[] packet = voice.sound(-30, true);
            inlet.packet(packet, 0, packet.length, bench.nowNs);
        }
        inlet.packet(new byte[5000], 0, 5000, bench.nowNs);
        assertEquals(37, inlet.dropped());
        bench.pass(1);
        assertEquals(64, bench.got(LISTENER, MediaPlane.FORWARDED_SSRC_BASE + 8).size());
    }

    @Test
    void endsWithItsPeer() {
        final PacketTap inlet = inlet();
        bench.forwarder.leave(SERVER);
        bench.pass(1);
        final byte[] packet = voice.sound(-30, true);
        inlet.packet(packet, 0, packet.length, bench.nowNs);
        bench.pass(1);
        assertEquals(0, bench.got(LISTENER, MediaPlane.FORWARDED_SSRC_BASE + 8).size());
    }
}
