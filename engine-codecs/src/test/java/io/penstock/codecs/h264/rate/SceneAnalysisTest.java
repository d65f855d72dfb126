package io.penstock.codecs.h264.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.h264.picture.Picture;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a picture tells before it is coded. */
class SceneAnalysisTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 192;

    @Test
    void aStillPictureLeavesNothingOpen() {
        final SceneAnalysis scene = new SceneAnalysis(WIDTH, HEIGHT);
        final Picture picture = waves(1, 0, 0);
        scene.analyse(picture);
        assertTrue(scene.intraCost() > 0);
        assertFalse(scene.sceneCut());
        final long intra = scene.intraCost();
        scene.analyse(picture);
        assertEquals(0, scene.interCost());
        assertEquals(intra, scene.intraCost());
        assertFalse(scene.sceneCut());
    }

    @Test
    void aSinglePictureHasNoDetailIfItIsOfOneColour() {
        final SceneAnalysis scene = new SceneAnalysis(WIDTH, HEIGHT);
        scene.analyse(new Picture(WIDTH, HEIGHT));
        assertEquals(0, scene.intraCost());
        assertEquals(0, scene.interCost());
    }

    @Test
    void followsMotion() {
        final SceneAnalysis scene = new SceneAnalysis(WIDTH, HEIGHT);
        for (int i = 0; i < 6; i++) {
            scene.analyse(waves(1, 4 * i, 2 * i));
        }
        assertTrue(scene.interCost() * 4 < scene.intraCost(), scene.interCost() + " of " + scene.intraCost());
        assertFalse(scene.sceneCut());
    }

    @Test
    void seesACutOnceAndOnlyWhereItIs() {
        final SceneAnalysis scene = new SceneAnalysis(WIDTH, HEIGHT);
        for (int i = 0; i < 40; i++) {
            scene.analyse(waves(i < 20 ? 1 : 2, 3 * i, i));
            assertEquals(i == 20, scene.sceneCut(), "picture " + i);
        }
    }

    @Test
    void seesACutIntoASceneWithoutDetail() {
        final SceneAnalysis scene = new SceneAnalysis(WIDTH, HEIGHT);
        for (int i = 0; i < 40; i++) {
            scene.analyse(waves(i < 20 ? 1 : 3, 3 * i, i));
            assertEquals(i == 20, scene.sceneCut(), "picture " + i);
        }
    }

    @Test
    void motionThatGrowsIsNoCut() {
        final SceneAnalysis scene = new SceneAnalysis(WIDTH, HEIGHT);
        double x = 0;
        for (int i = 0; i < 60; i++) {
            x += i * 0.5;
            scene.analyse(waves(1, (int) x, 0));
            assertFalse(scene.sceneCut(), "picture " + i);
        }
    }

    @Test
    void noiseIsNoCut() {
        final SceneAnalysis scene = new SceneAnalysis(WIDTH, HEIGHT);
        final Random random = new Random(1);
        final Picture picture = new Picture(WIDTH, HEIGHT);
        for (int i = 0; i < 30; i++) {
            random.nextBytes(picture.luma);
            scene.analyse(picture);
            assertFalse(scene.sceneCut(), "picture " + i);
        }
    }

    @Test
    void countsDifferencesLikePlainLoops() {
        // a first picture at random, the second one the same but brighter: the inter cost of every block is the difference
        final SceneAnalysis scene = new SceneAnalysis(WIDTH, HEIGHT);
        final Random random = new Random(2);
        final Picture picture = new Picture(WIDTH, HEIGHT);
        for (int y = 0; y < HEIGHT; y += 2) {
            for (int x = 0; x < WIDTH; x += 2) {
                final byte v = (byte) random.nextInt(250);
                fill(picture, x, y, v);
            }
        }
        scene.analyse(picture);
        for (int y = 0; y < HEIGHT; y += 2) {
            for (int x = 0; x < WIDTH; x += 2) {
                fill(picture, x, y, (byte) (picture.luma[picture.lumaAt(x, y)] + 5));
            }
        }
        scene.analyse(picture);
        assertEquals(5L * WIDTH / 2 * (HEIGHT / 2), scene.interCost());
    }

    @Test
    void takesAnySizeOfWholeMacroblocks() {
        for (int width = 16; width <= 64; width += 16) {
            for (int height = 16; height <= 64; height += 16) {
                final SceneAnalysis scene = new SceneAnalysis(width, height);
                final Random random = new Random(width * 100 + height);
                final Picture picture = new Picture(width, height);
                for (int i = 0; i < 5; i++) {
                    random.nextBytes(picture.luma);
                    scene.analyse(picture);
                    assertTrue(scene.intraCost() > 0 && scene.interCost() <= 2 * scene.intraCost());
                }
            }
        }
    }

    @Test
    void refusesOtherSizes() {
        assertThrows(IllegalArgumentException.class, () -> new SceneAnalysis(17, 16));
        final SceneAnalysis scene = new SceneAnalysis(32, 32);
        assertThrows(IllegalArgumentException.class, () -> scene.analyse(new Picture(16, 32)));
    }

    private static void fill(final Picture picture, final int x, final int y, final byte v) {
        final int at = picture.lumaAt(x, y);
        picture.luma[at] = v;
        picture.luma[at + 1] = v;
        picture.luma[at + picture.lumaStride] = v;
        picture.luma[at + picture.lumaStride + 1] = v;
    }

    private static Picture waves(final int kind, final int dx, final int dy) {
        final Picture picture = new Picture(WIDTH, HEIGHT);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                final double u = x + dx;
                final double v = y + dy;
                final double wave = switch (kind) {
                    case 1 -> Math.sin(u / 9) * Math.cos(v / 7) + Math.sin((u + v) / 23);
                    case 3 -> Math.sin((u + 2 * v) / 90);
                    default -> Math.cos(u * v / 900) + Math.sin(v / 4);
                };
                picture.luma[picture.lumaAt(x, y)] = (byte) (125 + 60 * wave);
            }
        }
        return picture;
    }
}
