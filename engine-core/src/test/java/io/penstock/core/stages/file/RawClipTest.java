package io.penstock.core.stages.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.penstock.error.EngineException;
import io.penstock.format.FrameRate;
import io.penstock.format.VideoFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawClipTest extends StageContract {
    private static final VideoFormat FORMAT = VideoFormat.i420(16, 10, 25);

    private static RawClip clip(final int pictures) {
        final RawClipSink sink = RawClipSink.of(pictures, FrameRate.of(25));
        try (StageHarness h = StageHarness.of(sink).input(FORMAT.at(FrameRate.VARIABLE)).start()) {
            for (int n = 0; n < pictures + 2; n++) {
                final byte[] picture = new byte[FORMAT.frameBytes()];
                java.util.Arrays.fill(picture, (byte) (n + 1));
                h.push(h.frame().payload(picture));
            }
            assertEquals(2, h.counter("dropped.full"));
            h.pushFormatChange(FORMAT.sized(8, 8));
            h.push(h.frame().length(96));
            assertEquals(1, h.counter("dropped.format"));
        }
        return sink.clip();
    }

    @Override
    protected Stage create() {
        return RawClipSource.of(clip(4), Playback.LIVE.looped());
    }

    @Test
    void playsWhatWasKept() {
        final RawClip clip = clip(3);
        assertEquals(3, clip.size());
        try (StageHarness h = StageHarness.of(RawClipSource.of(clip, Playback.FAST)).start()) {
            h.poll();
            h.poll();
            assertEquals(List.of(1, 2, 3), h.frames().stream().map(frame -> (int) frame.payload()[159]).toList());
            assertEquals(1, h.events().size());
        }
    }

    @Test
    void slowsDownOnRequestWithoutSlowingTheMotion() {
        final RawClipSource source = RawClipSource.of(clip(50), Playback.LIVE);
        try (StageHarness h = StageHarness.of(source).start()) {
            h.poll();
            source.rate(FrameRate.of(5));
            h.advance(Duration.ofSeconds(1));
            assertEquals(List.of(1, 2, 7, 12, 17, 22), h.frames().stream().map(frame -> (int) frame.payload()[0]).limit(6).toList());
        }
    }

    @Test
    void isBounded() {
        final RawClip small = new RawClip(FORMAT, 3L * FORMAT.frameBytes());
        final RawClip full = clip(4);
        try (StageHarness h = StageHarness.of(RawClipSource.of(full, Playback.FAST)).start()) {
            h.poll();
            for (int i = 0; i < 3; i++) {
                small.add(h.frames().get(i));
            }
            assertEquals(EngineException.Category.RESOURCE,
                assertThrows(EngineException.class, () -> small.add(h.frames().get(3))).category());
        }
        assertThrows(EngineException.class, () -> new RawClip(FORMAT.at(FrameRate.VARIABLE)));
    }

    @Test
    void readsAsMuchOfTheBeginningOfAFileAsThereIsRoomFor(@TempDir final Path folder) {
        final Path file = MediaFiles.write(folder.resolve("a.y4m"), MediaFiles.y4m("YUV4MPEG2 W16 H10 F25:1", FORMAT.frameBytes(), 5));
        assertEquals(5, RawClip.read(file).size());
        assertEquals(5, RawClip.beginning(file, 5L * FORMAT.frameBytes()).size());
        assertEquals(3, RawClip.beginning(file, 4L * FORMAT.frameBytes() - 1).size());
        assertEquals(EngineException.Category.RESOURCE,
            assertThrows(EngineException.class, () -> RawClip.beginning(file, FORMAT.frameBytes() - 1)).category());
    }

    @Test
    void takesPicturesThatAreInMemoryAlready() {
        final RawClip clip = new RawClip(FORMAT, FORMAT.frameBytes());
        assertEquals(EngineException.Category.CODEC,
            assertThrows(EngineException.class, () -> clip.add(new byte[FORMAT.frameBytes() - 1])).category());
        final byte[] picture = new byte[FORMAT.frameBytes()];
        picture[7] = 9;
        clip.add(picture);
        assertEquals(EngineException.Category.RESOURCE, assertThrows(EngineException.class, () -> clip.add(picture)).category());
        try (StageHarness h = StageHarness.of(RawClipSource.of(clip, Playback.FAST)).start()) {
            h.poll();
            assertEquals(9, h.frames().get(0).payload()[7]);
        }
    }
}
