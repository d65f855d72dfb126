package io.penstock.examples.h264;

import io.penstock.format.PixelLayout;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Compares pictures as they are shown in the end with those that were encoded, found again by their time; one that the encoder left out is
 * compared with the picture that stays on the screen instead. How many wait is bounded by the queues of the graph. Two threads.
 */
final class PictureMatch {
    private final ConcurrentSkipListMap<Long, byte[]> waiting = new ConcurrentSkipListMap<>();
    private Quality quality;
    private byte[] last;
    private volatile int compared;

    /** Takes the pictures that go to the encoder. */
    Sink wanted() {
        return new Wanted();
    }

    /** Takes the pictures that a decoder makes of what the encoder made. */
    Sink shown() {
        return new Shown();
    }

    /** Pictures compared so far; any thread. */
    int compared() {
        return compared;
    }

    /** After the end; null if nothing was compared. */
    Quality quality() {
        return quality;
    }

    private static byte[] copy(final Frame in) {
        final byte[] bytes = new byte[in.length()];
        in.buffer().getBytes(0, bytes);
        return bytes;
    }

    private final class Wanted implements Sink {
        private final StageSpec spec = StageSpec.sink("wanted", VideoSpec.any().layouts(PixelLayout.I420)).build();

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onFrame(final Frame in) {
            waiting.put(in.ptsNs(), copy(in));
        }
    }

    private final class Shown implements Sink {
        private final StageSpec spec = StageSpec.sink("shown", VideoSpec.any().layouts(PixelLayout.I420)).build();

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onStart(final StageContext context) {
            final VideoFormat format = (VideoFormat) context.inputFormat(0);
            quality = new Quality(format.width(), format.height());
        }

        @Override
        public void onFrame(final Frame in) {
            final byte[] now = copy(in);
            Map.Entry<Long, byte[]> next = waiting.firstEntry();
            while (next != null && next.getKey() <= in.ptsNs()) {
                compare(next.getValue(), next.getKey() == in.ptsNs() || last == null ? now : last);
                waiting.remove(next.getKey());
                next = waiting.firstEntry();
            }
            last = now;
        }

        @Override
        public void onEndOfStream() {
            waiting.values().forEach(picture -> compare(picture, last));
            waiting.clear();
        }

        private void compare(final byte[] picture, final byte[] shown) {
            // Decoders show odd sizes with one column or row more.
            if (shown != null && shown.length == picture.length) {
                quality.add(picture, 0, shown, 0);
                compared = quality.pictures();
            }
        }
    }
}
