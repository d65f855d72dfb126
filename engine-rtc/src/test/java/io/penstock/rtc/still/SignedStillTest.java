package io.penstock.rtc.still;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.CodecException;
import io.penstock.rtc.record.RecordingKey;
import io.penstock.rtc.record.Verification.Trust;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;
import javax.imageio.metadata.IIOMetadataNode;

class SignedStillTest {
    private static final RecordingKey KEY = RecordingKey.generate();
    private static final StillOccasion OCCASION = new StillOccasion("KF-2026-0815", "Beule an der Tür", "adjuster", "claim-7", "customer", 3,
        Instant.parse("2026-03-01T09:00:01.234567Z"), 81_234, 0xFEDC_BA98);
    private final byte[] png = png(48, 32, 1);

    private static byte[] png(final int w, final int h, final long seed) {
        final BufferedImage image = new BufferedImage(w, h, BufferedImage.TYPE_3BYTE_BGR);
        final Random random = new Random(seed);
        for (int i = 0; i < w * h; i++) {
            image.setRGB(i % w, i / w, random.nextInt());
        }
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    @Test
    void saysWhatItIsAndThatNothingWasChanged() {
        final SignedStill.Sealed still = SignedStill.seal(png, OCCASION, KEY);
        final SignedStill.Checked checked = SignedStill.check(still.file(), KEY.publicKey());
        assertEquals(new SignedStill.Checked(true, Trust.TRUSTED_KEY, still.record(), ""), checked);
        assertEquals(OCCASION, checked.record().occasion());
        assertEquals(48, checked.record().width());
        assertEquals(png.length, checked.record().pictureBytes());
        assertEquals(Trust.KEY_OF_THE_FILE, SignedStill.check(still.file(), null).signature());
    }

    @Test
    void anyViewerShowsThePictureAndFindsTheRecord() throws IOException {
        final byte[] file = SignedStill.seal(png, OCCASION, KEY).file();
        final BufferedImage before = ImageIO.read(new ByteArrayInputStream(png));
        final BufferedImage after = ImageIO.read(new ByteArrayInputStream(file));
        assertArrayEquals(before.getRGB(0, 0, 48, 32, null, 0, 48), after.getRGB(0, 0, 48, 32, null, 0, 48));
        final ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(file)));
        final IIOMetadataNode root = (IIOMetadataNode) reader.getImageMetadata(0).getAsTree("javax_imageio_png_1.0");
        final NodeList texts = root.getElementsByTagName("iTXtEntry");
        assertEquals(2, texts.getLength());
        assertEquals("Penstock Still", ((IIOMetadataNode) texts.item(0)).getAttribute("keyword"));
        assertTrue(((IIOMetadataNode) texts.item(0)).getAttribute("text").contains("\"label\":\"Beule an der Tür\""));
    }

    @Test
    void findsAnyOneChangedBit() {
        final byte[] file = SignedStill.seal(png, OCCASION, KEY).file();
        for (int i = 0; i < file.length; i++) {
            final byte[] changed = file.clone();
            changed[i] ^= (byte) (1 << i % 8);
            assertFalse(SignedStill.check(changed, null).intact(), "byte " + i);
        }
    }

    @Test
    void findsWhatWasCutOffOrAdded() {
        final byte[] file = SignedStill.seal(png, OCCASION, KEY).file();
        for (int i = 0; i < file.length; i++) {
            assertFalse(SignedStill.check(Arrays.copyOf(file, i), null).intact(), i + " bytes");
        }
        assertFalse(SignedStill.check(Arrays.copyOf(file, file.length + 1), null).intact());
        final byte[] comment = PngChunks.text("Comment", "genuine".getBytes(StandardCharsets.UTF_8));
        final byte[] added = PngChunks.with(file, PngChunks.parse(file).get(2).fileOffset(), comment);
        assertEquals("the picture is another than the record says", SignedStill.check(added, null).finding());
    }

    /** Whoever changes a byte can also mend the checksum of PNG; not the signature. */
    @Test
    void isNotTakenInByAMendedChecksum() {
        final byte[] file = SignedStill.seal(png, OCCASION, KEY).file();
        for (final PngChunks.Chunk chunk : PngChunks.parse(file)) {
            for (int i = chunk.offset(); i < chunk.offset() + chunk.length(); i++) {
                final byte[] changed = file.clone();
                changed[i] ^= 1;
                final CRC32 crc = new CRC32();
                crc.update(changed, chunk.offset() - 4, chunk.length() + 4);
                ByteBuffer.wrap(changed).putInt(chunk.offset() + chunk.length(), (int) crc.getValue());
                assertFalse(SignedStill.check(changed, null).intact(), chunk.type() + " byte " + i);
            }
        }
    }

    @Test
    void aRecordCannotBePutIntoAnotherPictureNorSignedByAnother() {
        final byte[] file = SignedStill.seal(png, OCCASION, KEY).file();
        final byte[] other = png(48, 32, 2);
        final PngChunks.Chunk said = PngChunks.parse(file).get(1);
        final PngChunks.Chunk sign = PngChunks.parse(file).get(PngChunks.parse(file).size() - 2);
        byte[] forged = PngChunks.with(other, said.fileOffset(), Arrays.copyOfRange(file, said.fileOffset(), said.fileEnd()));
        forged = PngChunks.with(forged, forged.length - 12, Arrays.copyOfRange(file, sign.fileOffset(), sign.fileEnd()));
        assertFalse(SignedStill.check(forged, null).intact());
        final byte[] resigned = SignedStill.seal(png, OCCASION, RecordingKey.generate()).file();
        assertTrue(SignedStill.check(resigned, null).intact());
        assertEquals("signed with another key than the trusted one", SignedStill.check(resigned, KEY.publicKey()).finding());
        assertFalse(SignedStill.check(png, null).intact());
    }

    @Test
    void survivesAnyBytes() {
        final byte[] file = SignedStill.seal(png, OCCASION, KEY).file();
        final long seed = 5;
        final Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            final byte[] bytes = file.clone();
            final int changes = 1 + random.nextInt(40);
            for (int k = 0; k < changes; k++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            assertFalse(SignedStill.check(bytes, null).intact(), "seed " + seed + ", turn " + i);
            final byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            assertFalse(SignedStill.check(noise, null).intact(), "seed " + seed + ", turn " + i);
        }
        assertThrows(CodecException.class, () -> SignedStill.seal(new byte[] {1, 2, 3}, OCCASION, KEY));
    }
}
