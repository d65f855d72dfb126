package io.penstock.codecs.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the recorded clips that some tests need; they are not part of the repository. */
public final class Corpus {
    private Corpus() {
    }

    /** A file of the corpus; skips the test where it is absent. */
    public static Path file(final String name) {
        final String property = System.getProperty("penstock.corpus");
        if (property != null) {
            return existing(Path.of(property, name));
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            for (final String place : new String[] {"corpus", "shared/corpus"}) {
                if (Files.exists(folder.resolve(place).resolve(name))) {
                    return folder.resolve(place).resolve(name);
                }
            }
        }
        return existing(Path.of(name));
    }

    private static Path existing(final Path path) {
        assumeTrue(Files.exists(path), "no " + path + ": set -Dpenstock.corpus=FOLDER to run this test");
        return path;
    }
}
