package io.penstock.examples.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.stages.measure.PictureStamp;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a peer made of the call that {@link CallSender} sent, held against what was sent. */
final class PlayedByPeer {
    private static final int LEAST_PICTURES = 15;
    private static final double LEAST_SHARE = 0.9;
    private static final double LEAST_PSNR_DB = 30;
    private static final double MOST_MARKER_ERROR_MS = 1;

    private PlayedByPeer() {
    }

    /** All pictures from the first shown on, in order, and as good as the encoder made them. */
    static void checkPictures(final List<byte[]> shown, final Map<Long, byte[]> sent) {
        final int width = CallSender.VIDEO.width();
        final List<Long> order = new ArrayList<>(sent.keySet());
        assertTrue(sent.size() >= LEAST_PICTURES, () -> "this machine is too busy: no more than " + sent.size() + " pictures sent");
        assertTrue(shown.size() >= LEAST_SHARE * order.size(), shown.size() + " pictures shown of " + order.size());
        final int first = order.indexOf(PictureStamp.readLuma(shown.get(0), 0, width, width));
        assertNotEquals(-1, first, "the first picture shown is none of those sent");
        for (int i = 0; i < shown.size(); i++) {
            final int number = i;
            final long stamp = PictureStamp.readLuma(shown.get(i), 0, width, width);
            assertTrue(first + i < order.size(), () -> "more pictures shown than sent, at " + number);
            assertEquals(order.get(first + i), stamp, () -> "stamp of picture " + number + " shown");
            final double db = Pictures.lumaPsnrDb(sent.get(stamp), shown.get(i), CallSender.VIDEO);
            assertTrue(db >= LEAST_PSNR_DB, () -> String.format(Locale.ROOT, "picture %d has %.1f dB", number, db));
        }
        assertEquals(order.size(), first + shown.size(), "pictures up to the last one sent");
    }

    /** The voice without a break: the time markers in it, all as far from each other as they were sent. */
    static void checkSound(final Sound heard, final Sound sent) {
        assertTrue(heard.seconds() >= LEAST_SHARE * sent.seconds(), heard.seconds() + " s heard of " + sent.seconds());
        final List<Sound.Marker> wanted = sent.markers();
        final List<Double> offsets = Sound.offsetsMs(wanted, heard.markers());
        assertTrue(offsets.size() >= LEAST_SHARE * wanted.size(), offsets.size() + " markers heard of " + wanted.size());
        final DoubleSummaryStatistics range = offsets.stream().mapToDouble(d -> d).summaryStatistics();
        assertTrue(range.getMax() - range.getMin() <= MOST_MARKER_ERROR_MS, () -> "the sound is torn: offsets " + offsets);
    }
}
