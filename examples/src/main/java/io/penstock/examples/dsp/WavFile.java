package io.penstock.examples.dsp;

import io.penstock.error.ConfigurationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A whole WAV file of one channel in memory.
 *
 * @param samples ±1.
 * @param rateHz  samples per second.
 */
record WavFile(float[] samples, int rateHz) {
    private static final int RIFF = 0x46464952;
    private static final int WAVE = 0x45564157;
    private static final int FMT = 0x20746d66;
    private static final int DATA = 0x61746164;
    private static final int HEADER_BYTES = 44;

    static WavFile read(final Path path) throws IOException {
        final ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        if (file.capacity() < HEADER_BYTES || file.getInt(0) != RIFF || file.getInt(8) != WAVE) {
            throw new ConfigurationException(path + ": not a WAV file");
        }
        int rate = 0;
        int at = 12;
        while (at + 8 <= file.capacity()) {
            final int id = file.getInt(at);
            final long length = file.getInt(at + 4) & 0xffffffffL;
            if (id == FMT && at + 24 <= file.capacity()) {
                if (file.getShort(at + 10) != 1 || file.getShort(at + 22) != 16) {
                    throw new ConfigurationException(path + ": accepted are one channel and 16-bit samples");
                }
                rate = file.getInt(at + 12);
            } else if (id == DATA && rate > 0) {
                final float[] samples = new float[(int) Math.min(length, file.capacity() - at - 8) / 2];
                for (int i = 0; i < samples.length; i++) {
                    samples[i] = file.getShort(at + 8 + 2 * i) / 32768f;
                }
                return new WavFile(samples, rate);
            }
            at = (int) Math.min(Integer.MAX_VALUE - 8L, at + 8L + length + (length & 1));
        }
        throw new ConfigurationException(path + ": no samples");
    }

    void write(final Path path) throws IOException {
        final ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + 2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(RIFF).putInt(file.capacity() - 8).putInt(WAVE).putInt(FMT).putInt(16).putShort((short) 1).putShort((short) 1)
            .putInt(rateHz).putInt(2 * rateHz).putShort((short) 2).putShort((short) 16).putInt(DATA).putInt(2 * samples.length);
        for (final float sample : samples) {
            file.putShort((short) Math.max(-32768, Math.min(32767, Math.round(sample * 32768f))));
        }
        Files.write(path, file.array());
    }
}
