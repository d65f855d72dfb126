package io.penstock.buffer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The kinds of memory that a {@link VarHandleBuffer} may view; windows start at an odd offset on purpose. */
enum Backing {
    ARRAY {
        @Override
        VarHandleBuffer buffer(int capacity) {
            return new VarHandleBuffer(new byte[capacity]);
        }
    },
    ARRAY_WINDOW {
        @Override
        VarHandleBuffer buffer(int capacity) {
            return new VarHandleBuffer(new byte[capacity + 12], 7, capacity);
        }
    },
    HEAP_BYTE_BUFFER {
        @Override
        VarHandleBuffer buffer(int capacity) {
            return new VarHandleBuffer(ByteBuffer.allocate(capacity + 9).position(3).slice(), 5, capacity);
        }
    },
    DIRECT_ALIGNED {
        @Override
        VarHandleBuffer buffer(int capacity) {
            return VarHandleBuffer.allocateDirectAligned(capacity, 64);
        }
    },
    DIRECT_WINDOW {
        @Override
        VarHandleBuffer buffer(int capacity) {
            return new VarHandleBuffer(ByteBuffer.allocateDirect(capacity + 5).limit(1), 3, capacity);
        }
    },
    MAPPED {
        @Override
        VarHandleBuffer buffer(int capacity) {
            try {
                Path file = Files.createTempFile("penstock", ".buffer");
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    return new VarHandleBuffer(channel.map(MapMode.READ_WRITE, 0, capacity));
                } finally {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    },
    WINDOW_OF_A_WINDOW {
        @Override
        VarHandleBuffer buffer(int capacity) {
            return new VarHandleBuffer(new VarHandleBuffer(new byte[capacity + 20], 6, capacity + 8), 3, capacity);
        }
    },
    WINDOW_OF_A_DIRECT_WINDOW {
        @Override
        VarHandleBuffer buffer(int capacity) {
            ByteBuffer memory = ByteBuffer.allocateDirect(capacity + 20);
            return new VarHandleBuffer(new VarHandleBuffer(memory, 6, capacity + 8), 3, capacity);
        }
    };

    abstract VarHandleBuffer buffer(int capacity);
}
