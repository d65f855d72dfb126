package io.penstock.rtc.statistics;

import io.penstock.event.Event;
import io.penstock.format.EncodedFormat;
import io.penstock.format.FormatSpec;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;
import java.util.ArrayDeque;

/** A camera, a microphone, an encoder and a decoder that do everything but media, and can be made to fail. */
final class Cameras {
    private Cameras() {
    }

    /** A camera, whose owner may stop it. */
    static final class Pictures implements Source {
        private final VideoFormat format;
        private final long periodNs;
        private StageContext context;
        private long dueNs;
        private long stoppedUntilNs;

        Pictures(final VideoFormat format, final long periodNs) {
            this.format = format;
            this.periodNs = periodNs;
        }

        void stop(final long untilNs) {
            stoppedUntilNs = untilNs;
        }

        @Override
        public StageSpec spec() {
            return StageSpec.source("camera", FormatSpec.of(format)).wakesItself().build();
        }

        @Override
        public void onStart(final StageContext stageContext) {
            context = stageContext;
            dueNs = context.clock().nanoTime();
        }

        @Override
        public int poll(final Output out, final int limit) {
            final long nowNs = context.clock().nanoTime();
            if (nowNs < dueNs) {
                context.wakeAtNs(dueNs);
                return 0;
            }
            if (nowNs >= stoppedUntilNs) {
                out.commit(out.claim(64 * 64 * 3 / 2).ptsNs(dueNs).captureNs(dueNs));
            }
            dueNs += periodNs;
            context.wakeAtNs(dueNs);
            return 1;
        }

        @Override
        public boolean onUpstream(final int outPort, final Event.Upstream event) {
            return true;
        }
    }

    /** Makes frames of the size that the rate asks for, key frames of four times that. */
    static final class Encoder implements Transform {
        private final EncodedFormat format;
        private StageContext context;
        private boolean key = true;
        private long noKeysUntilNs;
        private int bps;
        private int made;

        Encoder(final EncodedFormat format, final int bps) {
            this.format = format;
            this.bps = bps;
        }

        void refuseKeyframes(final long untilNs) {
            noKeysUntilNs = untilNs;
        }

        @Override
        public StageSpec spec() {
            return StageSpec.transform("encoder", FormatSpec.any(), any -> FormatSpec.of(format)).build();
        }

        @Override
        public void onStart(final StageContext stageContext) {
            context = stageContext;
        }

        @Override
        public void onFrame(final Frame in, final Output out) {
            final boolean isKey = key && context.clock().nanoTime() >= noKeysUntilNs;
            final int bytes = (int) Math.max(20, Math.min(format.maxFrameBytes(), bps / 240L * (isKey ? 4 : 1)));
            final MutableFrame frame = out.claim(bytes);
            final byte[] array = frame.array();
            final int at = frame.arrayOffset();
            array[at] = (byte) (isKey ? 1 : 0);
            array[at + 1] = PicturePayload.MAGIC;
            array[at + 2] = (byte) made++;
            frame.length(bytes).flags(isKey ? FrameFlags.KEYFRAME : 0);
            out.commit(frame);
            key &= !isKey;
        }

        @Override
        public boolean onUpstream(final int outPort, final Event.Upstream event) {
            key |= event instanceof Event.KeyframeRequest;
            if (event instanceof Event.BitrateTarget target) {
                bps = target.bitsPerSecond();
            }
            return true;
        }
    }

    /** Takes its time for each picture; when too many wait, it leaves out all up to the next key frame. */
    static final class Decoder implements Transform {
        private static final long USUAL_NS = 12_000_000L;
        private static final long LONGEST_NS = 600_000_000L;

        private final EncodedFormat format;
        private final ArrayDeque<long[]> waiting = new ArrayDeque<>();
        private StageContext context;
        private long[] decoded;
        private long busyUntilNs;
        private long slowUntilNs;
        private long slowNs;
        private boolean broken;

        Decoder(final EncodedFormat format) {
            this.format = format;
        }

        void slow(final long untilNs, final long pictureNs) {
            slowUntilNs = untilNs;
            slowNs = pictureNs;
        }

        @Override
        public StageSpec spec() {
            return StageSpec.transform("decoder", FormatSpec.any(), any -> FormatSpec.of(format)).ticking().build();
        }

        @Override
        public void onStart(final StageContext stageContext) {
            context = stageContext;
        }

        @Override
        public void onFrame(final Frame in, final Output out) {
            final long nowNs = context.clock().nanoTime();
            if (!waiting.isEmpty() && nowNs - waiting.peek()[0] > LONGEST_NS) {
                waiting.clear();
                broken = true;
            }
            broken &= !in.has(FrameFlags.KEYFRAME);
            if (broken) {
                context.sendUpstream(0, Event.KeyframeRequest.ALL);
                return;
            }
            waiting.add(new long[] {nowNs, in.rtpTimestamp()});
            begin(nowNs);
        }

        private void begin(final long nowNs) {
            if (decoded == null && !waiting.isEmpty()) {
                decoded = waiting.remove();
                busyUntilNs = nowNs + (nowNs < slowUntilNs ? slowNs : USUAL_NS);
            }
            context.wakeAtNs(decoded == null ? Long.MAX_VALUE : busyUntilNs);
        }

        @Override
        public int onTick(final long nowNs, final Output out) {
            if (decoded == null || nowNs < busyUntilNs) {
                return 0;
            }
            final MutableFrame frame = out.claim(1);
            out.commit(frame.length(1).ptsNs(nowNs).captureNs(nowNs).rtpTimestamp((int) decoded[1]));
            decoded = null;
            begin(nowNs);
            return 1;
        }
    }

    /** 32 kbit/s. */
    static final class Sound implements Source {
        private static final long PERIOD_NS = 20_000_000L;
        private static final int BYTES = 80;

        private final EncodedFormat format;
        private StageContext context;
        private long dueNs;

        Sound(final EncodedFormat format) {
            this.format = format;
        }

        @Override
        public StageSpec spec() {
            return StageSpec.source("microphone", FormatSpec.of(format)).wakesItself().build();
        }

        @Override
        public void onStart(final StageContext stageContext) {
            context = stageContext;
            dueNs = context.clock().nanoTime();
        }

        @Override
        public int poll(final Output out, final int limit) {
            if (context.clock().nanoTime() < dueNs) {
                context.wakeAtNs(dueNs);
                return 0;
            }
            final MutableFrame frame = out.claim(BYTES);
            frame.array()[frame.arrayOffset() + 1] = PicturePayload.MAGIC;
            out.commit(frame.length(BYTES).ptsNs(dueNs).captureNs(dueNs));
            dueNs += PERIOD_NS;
            context.wakeAtNs(dueNs);
            return 1;
        }

        @Override
        public boolean onUpstream(final int outPort, final Event.Upstream event) {
            return true;
        }
    }
}
