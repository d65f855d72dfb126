package io.penstock.examples.rooms;

import io.penstock.rtc.record.RecordingKey;
import io.penstock.rtc.record.RecordingVerifier;
import io.penstock.rtc.record.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Verifies recordings, and that a change would be found. */
final class Proofs {
    private Proofs() {
    }

    static List<HearingReport.Proof> of(final Path directory, final List<Path> files, final RecordingKey key) throws IOException {
        final List<HearingReport.Proof> proofs = new ArrayList<>();
        for (final Path file : files) {
            proofs.add(HearingReport.proof(directory.relativize(file), Files.size(file), RecordingVerifier.verify(file, key.publicKey()),
                findsFlippedByte(file, key)));
        }
        return proofs;
    }

    /** Whether there are recordings, all of them whole. */
    static boolean hold(final List<HearingReport.Proof> proofs) {
        return !proofs.isEmpty() && proofs.stream().allMatch(proof -> proof.flippedByteFound()
            && proof.verdict().equals(Verification.Verdict.INTACT.name()));
    }

    /** A copy in which one bit in the middle is another does not verify. */
    private static boolean findsFlippedByte(final Path file, final RecordingKey key) throws IOException {
        final Path copy = Files.createTempFile("flipped", ".mp4");
        try {
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            final byte[] bytes = Files.readAllBytes(copy);
            bytes[bytes.length / 2] ^= 1;
            Files.write(copy, bytes);
            return RecordingVerifier.verify(copy, key.publicKey()).verdict() != Verification.Verdict.INTACT;
        } finally {
            Files.deleteIfExists(copy);
        }
    }
}
