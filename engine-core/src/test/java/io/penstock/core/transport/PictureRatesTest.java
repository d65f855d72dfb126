package io.penstock.core.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.fec.ProtectionTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PictureRatesTest {
    private static List<RtpTransport.Stream> streams(final int... most) {
        final List<RtpTransport.Stream> streams = new ArrayList<>();
        streams.add(new RtpTransport.Stream("sound", false, -1, -1, 24_000, new Pressure(), new ProtectionTarget(), new AtomicBoolean()));
        for (final int bps : most) {
            streams.add(new RtpTransport.Stream("video-" + bps, true, 97, -1, bps, new Pressure(), new ProtectionTarget(), new AtomicBoolean()));
        }
        return streams;
    }

    @Test
    void streamsThatSayNothingShareAlike() {
        final PictureRates rates = new PictureRates(streams(0, 0));
        rates.divide(500_000);
        assertEquals(250_000, rates.bps(1));
        assertEquals(250_000, rates.bps(2));
        assertFalse(rates.isOff(1) || rates.isOff(2));
    }

    @Test
    void theSmallestSizeComesFirstAndTheLargestGoesFirst() {
        final PictureRates rates = new PictureRates(streams(150_000, 500_000, 1_500_000));
        rates.divide(2_500_000);
        assertEquals(List.of(150_000, 500_000, 1_500_000), List.of(rates.bps(1), rates.bps(2), rates.bps(3)));
        rates.divide(600_000);
        assertEquals(List.of(150_000, 450_000), List.of(rates.bps(1), rates.bps(2)));
        assertTrue(rates.isOff(3));
        rates.divide(100_000);
        assertEquals(100_000, rates.bps(1), "a picture that is poor is better than none");
        assertTrue(rates.isOff(2));
    }

    @Test
    void aSizeDoesNotComeAndGoAtTheSameRate() {
        final PictureRates rates = new PictureRates(streams(100_000, 400_000));
        rates.divide(400_000);
        rates.divide(290_000);
        assertFalse(rates.isOff(2), "190 of 400 is enough to go on");
        rates.divide(270_000);
        assertTrue(rates.isOff(2));
        rates.divide(300_000);
        assertTrue(rates.isOff(2), "200 of 400 is not enough to begin");
        rates.divide(345_000);
        assertFalse(rates.isOff(2));
    }

    @Test
    void whatNobodyWantsLeavesItsShareToOthers() {
        final List<RtpTransport.Stream> streams = streams(150_000, 500_000, 1_500_000);
        final PictureRates rates = new PictureRates(streams);
        streams.get(1).resting().set(true);
        streams.get(2).resting().set(true);
        rates.divide(1_000_000);
        assertTrue(rates.isOff(1) && rates.isOff(2) && !rates.isOff(3));
        assertEquals(1_000_000, rates.bps(3));
    }
}
