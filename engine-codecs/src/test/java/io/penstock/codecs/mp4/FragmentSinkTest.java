package io.penstock.codecs.mp4;

import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.SampleType;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.TestFrame;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class FragmentSinkTest {
    private static final VideoFormat VIDEO = VideoFormat.i420(120, 90, 15);
    private static final EncodedMaterial.Picture[] PICTURES = EncodedMaterial.pictures(VIDEO, 30, 15);
    private static final byte[][] SOUNDS = EncodedMaterial.opus(50);

    @Nested
    class Pictures extends StageContract {
        @TempDir
        private Path folder;

        @Override
        protected Stage create() {
            return FragmentedMp4Recorder.to(folder.resolve("a.mp4")).video();
        }

        @Override
        protected void configure(final HarnessSetup setup) {
            setup.input(EncodedFormat.of(CodecId.H264, VIDEO));
        }

        @Override
        protected byte[] payload(final String port, final Format format, final int index) {
            return PICTURES[index % PICTURES.length].bytes();
        }

        @Override
        protected void prepare(final TestFrame frame, final String port, final int index) {
            if (PICTURES[index % PICTURES.length].key()) {
                frame.set(FrameFlags.KEYFRAME);
            }
        }
    }

    @Nested
    class Sound extends StageContract {
        @TempDir
        private Path folder;

        @Override
        protected Stage create() {
            return FragmentedMp4Recorder.to(folder.resolve("a.mp4")).audio();
        }

        @Override
        protected void configure(final HarnessSetup setup) {
            setup.input(EncodedFormat.of(CodecId.OPUS, new AudioFormat(48_000, 1, SampleType.S16, 960)));
        }

        @Override
        protected byte[] payload(final String port, final Format format, final int index) {
            return SOUNDS[index % SOUNDS.length];
        }
    }
}
