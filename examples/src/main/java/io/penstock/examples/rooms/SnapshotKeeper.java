package io.penstock.examples.rooms;

import io.penstock.format.MediaKind;
import io.penstock.rtc.moderate.Decision;
import io.penstock.rtc.moderate.Evidence;
import io.penstock.rtc.moderate.Moderator;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.imageio.ImageIO;

/**
 * A moderator that allows everything: it keeps the pictures as {@code DIR/ROOM/PARTICIPANT-TRACK-TIME.jpg}, and tells a participant once whose
 * pictures are too dark. One thread.
 */
final class SnapshotKeeper implements Moderator {
    /** Of 255; a lens that is covered, or a room without light. */
    private static final int DARK = 24;
    private static final int STEP = 8;
    private static final int MOST_WARNED = 10_000;
    private final Path directory;
    private final Set<String> warned = new HashSet<>();

    SnapshotKeeper(final Path directory) {
        this.directory = directory;
    }

    @Override
    public CompletionStage<Decision> judge(final Evidence evidence) {
        if (evidence.kind() != MediaKind.VIDEO) {
            return CompletableFuture.completedFuture(Decision.ALLOW);
        }
        try {
            final Path folder = Files.createDirectories(directory.resolve(plain(evidence.room())));
            Files.write(folder.resolve(plain(evidence.participant()) + '-' + evidence.track() + '-' + evidence.at().toString().replace(":", "")
                + ".jpg"), evidence.bytes());
            final String who = evidence.room() + '\n' + evidence.participant();
            if (brightness(ImageIO.read(new ByteArrayInputStream(evidence.bytes()))) < DARK && warned.size() < MOST_WARNED && warned.add(who)) {
                return CompletableFuture.completedFuture(new Decision(Decision.Action.WARN, "your pictures are too dark to see anything"));
            }
            return CompletableFuture.completedFuture(Decision.ALLOW);
        } catch (final IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static String plain(final String name) {
        return name.replaceAll("[^A-Za-z0-9_@-]", "_");
    }

    private static int brightness(final BufferedImage image) {
        long sum = 0;
        long count = 0;
        for (int y = 0; y < image.getHeight(); y += STEP) {
            for (int x = 0; x < image.getWidth(); x += STEP) {
                sum += image.getRGB(x, y) >> 8 & 0xFF; // green carries most of it
                count++;
            }
        }
        return count == 0 ? 0 : (int) (sum / count);
    }
}
