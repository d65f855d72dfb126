package io.penstock.benchmarks;

/** The least that a chain of stages can be: objects of several classes, each of which calls the next. */
final class PlainChain {
    private final Node first;
    private final End end = new End();

    PlainChain(final int stages) {
        Node next = end;
        for (int i = stages - 1; i >= 0; i--) {
            next = switch (i % 3) {
                case 0 -> new Sum(next);
                case 1 -> new Xor(next);
                default -> new Difference(next);
            };
        }
        first = next;
    }

    void frame(final long sequence) {
        first.frame(sequence);
    }

    long frames() {
        return end.frames;
    }

    private interface Node {
        void frame(long sequence);
    }

    private static final class End implements Node {
        private long frames;

        @Override
        public void frame(final long sequence) {
            frames++;
        }
    }

    private static final class Sum implements Node {
        private final Node next;
        private long sum;

        Sum(final Node next) {
            this.next = next;
        }

        @Override
        public void frame(final long sequence) {
            sum += sequence;
            next.frame(sequence);
        }
    }

    private static final class Xor implements Node {
        private final Node next;
        private long sum;

        Xor(final Node next) {
            this.next = next;
        }

        @Override
        public void frame(final long sequence) {
            sum ^= sequence;
            next.frame(sequence);
        }
    }

    private static final class Difference implements Node {
        private final Node next;
        private long sum;

        Difference(final Node next) {
            this.next = next;
        }

        @Override
        public void frame(final long sequence) {
            sum -= sequence;
            next.frame(sequence);
        }
    }
}
