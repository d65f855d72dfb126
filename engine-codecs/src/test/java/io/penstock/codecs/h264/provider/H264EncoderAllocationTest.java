package io.penstock.codecs.h264.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.codecs.support.Pictures;
import io.penstock.format.VideoFormat;
import io.penstock.testkit.AllocationProbe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A picture costs no memory: neither plain ones nor key pictures, whatever is asked for beside. */
@Tag("allocation")
class H264EncoderAllocationTest {
    private static final VideoFormat FORMAT = VideoFormat.i420(160, 96, 30);
    private static final int PICTURES = 16;

    @ParameterizedTest
    @CsvSource({"preset,ultrafast", "preset,superfast", "preset,medium", "preset,slow", "layers,3", "intra-refresh,8", "long-term,true",
        "timestamp,true", "slice-bytes,200"})
    void encodesWithoutAllocating(final String option, final String value) {
        final Calling call = new Calling(FORMAT, s -> s.bitrate(400_000).keyInterval(10).option(option, value));
        final byte[][] pictures = new byte[PICTURES][];
        for (int i = 0; i < PICTURES; i++) {
            pictures[i] = Pictures.i420(FORMAT, i);
        }
        final int[] next = new int[1];
        assertEquals(0.0, new AllocationProbe().measure(() -> {
            final int i = next[0]++;
            System.arraycopy(pictures[i % PICTURES], 0, call.raw.array(), call.raw.arrayOffset(), FORMAT.frameBytes());
            call.raw.length(FORMAT.frameBytes()).ptsNs(FORMAT.rate().ptsNs(i));
            call.coded.flags(0).length(call.coded.capacity());
            call.encoder().encode(call.raw, call.coded);
        }, 300));
    }
}
