package io.penstock.core.metrics;

import static io.penstock.core.metrics.CountersLayout.CLOSED_OFFSET;
import static io.penstock.core.metrics.CountersLayout.HEADER_LENGTH;
import static io.penstock.core.metrics.CountersLayout.MAGIC;
import static io.penstock.core.metrics.CountersLayout.MAGIC_OFFSET;
import static io.penstock.core.metrics.CountersLayout.MAX_COUNTERS;
import static io.penstock.core.metrics.CountersLayout.MAX_COUNTERS_OFFSET;
import static io.penstock.core.metrics.CountersLayout.PID_OFFSET;
import static io.penstock.core.metrics.CountersLayout.VERSION;
import static io.penstock.core.metrics.CountersLayout.VERSION_OFFSET;

import io.penstock.buffer.VarHandleBuffer;
import io.penstock.error.EngineException;
import io.penstock.error.EngineException.Category;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Maps counters files. A mapping lives until nothing refers to it; its channel is closed at once. */
final class CountersFile {
    private CountersFile() {
    }

    static VarHandleBuffer create(final Path file, final int length) {
        try {
            refuseIfInUse(file);
            // A new file rather than the old one cut to length: a reader that still maps the old one must not fault.
            Files.deleteIfExists(file);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
                return new VarHandleBuffer(channel.map(MapMode.READ_WRITE, 0, length));
            }
        } catch (final IOException e) {
            throw new EngineException(Category.IO, "counters file " + file + " cannot be made: " + e, e);
        }
    }

    static VarHandleBuffer open(final Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            final long size = channel.size();
            if (size < HEADER_LENGTH || size > CountersLayout.length(MAX_COUNTERS)) {
                throw refused(file, "it has " + size + " bytes");
            }
            final VarHandleBuffer memory = new VarHandleBuffer(channel.map(MapMode.READ_ONLY, 0, size));
            if (memory.getLongVolatile(MAGIC_OFFSET) != MAGIC) {
                throw refused(file, "it does not begin with PENSTOCK");
            }
            if (memory.getInt(VERSION_OFFSET) != VERSION) {
                throw refused(file, "it has version " + memory.getInt(VERSION_OFFSET) + ", and this reads version " + VERSION);
            }
            final int maxCounters = memory.getInt(MAX_COUNTERS_OFFSET);
            if (maxCounters < 1 || maxCounters > MAX_COUNTERS || CountersLayout.length(maxCounters) != size) {
                throw refused(file, "it claims " + maxCounters + " counters in " + size + " bytes");
            }
            return memory;
        } catch (final NoSuchFileException e) {
            throw new EngineException(Category.IO, "there is no counters file " + file + ": is the engine running, with this file?", e);
        } catch (final IOException e) {
            throw new EngineException(Category.IO, "counters file " + file + " cannot be read: " + e, e);
        }
    }

    private static EngineException refused(final Path file, final String found) {
        return new EngineException(Category.IO, file + " is not a counters file: " + found);
    }

    private static void refuseIfInUse(final Path file) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        final VarHandleBuffer old;
        try {
            old = open(file);
        } catch (final EngineException e) {
            throw new EngineException(Category.IO, "counters file " + file + " would overwrite something else: " + e.getMessage()
                + ". Choose another path or delete it", e);
        }
        final long pid = old.getLong(PID_OFFSET);
        if (old.getIntVolatile(CLOSED_OFFSET) == 0 && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
            throw new EngineException(Category.STATE, "counters file " + file + " is in use by process " + pid + ": choose another path");
        }
    }
}
