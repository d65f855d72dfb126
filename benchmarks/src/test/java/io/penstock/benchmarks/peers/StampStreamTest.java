package io.penstock.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class StampStreamTest {
    private static final long MS = 1_000_000L;
    private static final long FRAME_NS = 66 * MS;
    private static final PictureSize SIZE = PictureSize.of("360x640");

    private final MovingPicture picture = new MovingPicture(SIZE);
    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private long nowNs = 5_000 * MS;

    @Test
    void readsTheLatencyOfEveryPicture() throws IOException {
        for (int i = 0; i < 100; i++) {
            stream.write(picture.paint(i, 5_000 * MS + i * FRAME_NS));
        }
        final ObjectNode seen = read(0, 40 * MS);
        assertEquals(100, seen.get("n").asLong());
        assertEquals(0, seen.get("damaged").asLong());
        assertEquals(40, seen.get("p50Ms").asDouble(), 0.1);
        assertEquals(40, seen.get("p99Ms").asDouble(), 0.1);
        assertEquals(15.15, seen.get("fps").asDouble(), 0.05);
        assertEquals(0, seen.get("freezes").asLong());
        assertEquals(1_040, seen.get("firstPictureMs").asDouble(), 0.1, "the receiver was started a second before the first picture was painted");
    }

    @Test
    void doesNotJudgeWhatCameWhileWarmingUp() throws IOException {
        for (int i = 0; i < 10; i++) {
            stream.write(picture.paint(i, 5_000 * MS + i * FRAME_NS - (i < 4 ? 900 * MS : 0)));
        }
        final ObjectNode seen = read(4 * FRAME_NS, 40 * MS);
        assertEquals(6, seen.get("n").asLong());
        assertEquals(40, seen.get("maxMs").asDouble(), 0.1);
    }

    @Test
    void countsDamagedRepeatedAndMissingPictures() throws IOException {
        for (int i = 0; i < 30; i++) {
            final byte[] painted = picture.paint(i == 21 ? 20 : i, 5_000 * MS + (i == 21 ? 20 : i) * FRAME_NS);
            if (i == 5 || i == 6) {
                Arrays.fill(painted, 0, SIZE.width() * 20, (byte) 90);
            }
            stream.write(painted);
        }
        stream.write(new byte[1234]);
        final ObjectNode seen = read(0, 40 * MS);
        assertEquals(30, seen.get("pictures").asLong(), "what is cut short is no picture");
        assertEquals(2, seen.get("damaged").asLong());
        assertEquals(1, seen.get("repeated").asLong());
        assertEquals(27, seen.get("n").asLong());
    }

    @Test
    void countsAFreezeAsWebRtcDoes() {
        final StampTally tally = new StampTally(SIZE, 0, 0);
        for (int i = 0; i < 100; i++) {
            nowNs += i == 50 ? 400 * MS : FRAME_NS;
            tally.add(picture.paint(i, nowNs - MS), nowNs);
        }
        assertEquals(1, tally.json().get("freezes").asLong());
        assertEquals(400, tally.json().get("longestGapMs").asDouble(), 1);
    }

    @Test
    void survivesAnyBytes() throws IOException {
        final long seed = 7;
        final byte[] noise = new byte[20 * SIZE.bytes() + 17];
        new Random(seed).nextBytes(noise);
        stream.write(noise);
        final ObjectNode seen = read(0, 0);
        assertEquals(20, seen.get("pictures").asLong());
        assertEquals(20, seen.get("damaged").asLong() + seen.get("n").asLong(), "seed " + seed);
    }

    @Test
    void saysNothingOfWhatNeverCame() throws IOException {
        final ObjectNode seen = read(0, 0);
        assertTrue(seen.get("p50Ms").isNull());
        assertTrue(seen.get("firstPictureMs").isNull());
    }

    @Test
    void generatesWhatItReads() throws IOException {
        assertEquals(3, StampStream.generate(stream, SIZE, 1_000, 0.003));
        assertEquals(3L * SIZE.bytes(), stream.size());
        final StampTally tally = new StampTally(SIZE, 0, System.nanoTime());
        StampStream.read(new ByteArrayInputStream(stream.toByteArray()), SIZE, tally, System::nanoTime);
        assertEquals(3, tally.json().get("n").asLong());
    }

    @Test
    void writesAClipThatStartsAgainWithoutAJump() throws IOException {
        StampStream.clip(stream, SIZE, 15);
        final String header = "YUV4MPEG2 W360 H640 F15:1 Ip A1:1 C420jpeg\n";
        final byte[] clip = stream.toByteArray();
        assertEquals(header, new String(clip, 0, header.length(), StandardCharsets.US_ASCII));
        assertEquals(header.length() + MovingPicture.PERIOD * ("FRAME\n".length() + SIZE.bytes()), clip.length);
        final byte[] first = picture.paint(0).clone();
        assertTrue(Arrays.equals(first, picture.paint(MovingPicture.PERIOD)));
        assertFalse(Arrays.equals(first, picture.paint(MovingPicture.PERIOD / 2)));
    }

    @Test
    void refusesASizeWithoutRoomForTheStamp() {
        assertThrows(TypeConversionException.class, () -> PictureSize.of("360"));
        assertThrows(TypeConversionException.class, () -> PictureSize.of("8x640"));
        assertThrows(TypeConversionException.class, () -> PictureSize.of("361x640"));
        assertThrows(TypeConversionException.class, () -> PictureSize.of("99999999999x2"));
    }

    private ObjectNode read(final long warmNs, final long delayNs) throws IOException {
        final StampTally tally = new StampTally(SIZE, warmNs, nowNs - 1_000 * MS);
        nowNs += delayNs - FRAME_NS;
        StampStream.read(new ByteArrayInputStream(stream.toByteArray()), SIZE, tally, () -> nowNs += FRAME_NS);
        return tally.json();
    }
}
