package io.penstock.core.stages.device;

import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.TargetDataLine;

/** A line of {@code javax.sound.sampled}; 16-bit, little endian. */
final class JavaSoundLine implements SoundLine {
    private final boolean capture;
    private final String device;
    private final int bufferMs;
    private volatile DataLine line;

    /** Part of a device's name, or empty for the default device; the buffer of the device in milliseconds. */
    JavaSoundLine(final boolean capture, final String device, final int bufferMs) {
        this.capture = capture;
        this.device = device;
        this.bufferMs = bufferMs;
    }

    @Override
    public void open(final AudioFormat format) {
        final javax.sound.sampled.AudioFormat pcm =
            new javax.sound.sampled.AudioFormat(format.sampleRateHz(), 16, format.channels(), true, false);
        final int frameBytes = format.channels() * SampleType.S16.bytes();
        final int bufferBytes = Math.max(format.frameBytes() * 2, format.sampleRateHz() / 1000 * bufferMs * frameBytes);
        try {
            final DataLine.Info info = new DataLine.Info(capture ? TargetDataLine.class : SourceDataLine.class, pcm);
            final DataLine opened = (DataLine) (device.isEmpty() ? AudioSystem.getLine(info) : mixer(info).getLine(info));
            line = opened;
            if (opened instanceof TargetDataLine target) {
                target.open(pcm, bufferBytes);
            } else {
                ((SourceDataLine) opened).open(pcm, bufferBytes);
            }
            opened.start();
        } catch (final IllegalArgumentException | LineUnavailableException | SecurityException | LinkageError e) {
            close();
            throw new EngineException(EngineException.Category.IO, (capture ? "microphone" : "speaker")
                + (device.isEmpty() ? "" : " \"" + device + '"') + ": no sound device here takes " + format.describe() + " ("
                + String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given") + "); use "
                + (capture ? "a file or the synthetic voice" : "a WAV file or the null sink") + " instead", e);
        }
    }

    private Mixer mixer(final DataLine.Info info) {
        for (final Mixer.Info candidate : AudioSystem.getMixerInfo()) {
            final Mixer mixer = AudioSystem.getMixer(candidate);
            if (candidate.getName().contains(device) && mixer.isLineSupported(info)) {
                return mixer;
            }
        }
        throw new IllegalArgumentException("no device of that name");
    }

    @Override
    public int read(final byte[] to, final int length) {
        return ((TargetDataLine) line).read(to, 0, length);
    }

    @Override
    public void write(final byte[] from, final int length) {
        ((SourceDataLine) line).write(from, 0, length);
    }

    @Override
    public int pendingBytes() {
        final DataLine open = line;
        return capture ? open.available() : Math.max(0, open.getBufferSize() - open.available());
    }

    @Override
    public void close() {
        final DataLine open = line;
        if (open != null) {
            open.stop();
            open.flush();
            open.close();
        }
    }
}
