package io.penstock.core.memory;

/**
 * Keeps what one thread writes off the cache lines of what others use: fields of a subclass lie two lines (a processor fetches pairs) after
 * whatever is before the object. The end of one padded object is kept apart by making another one next, or by {@link #afterwards()}.
 */
@SuppressWarnings("unused")
public abstract class CacheLinePadding {
    private long p00;
    private long p01;
    private long p02;
    private long p03;
    private long p04;
    private long p05;
    private long p06;
    private long p07;
    private long p10;
    private long p11;
    private long p12;
    private long p13;
    private long p14;
    private long p15;
    private long p16;
    private long p17;

    /** For subclasses. */
    protected CacheLinePadding() {
    }

    /**
     * An object of nothing but padding, for the end of a row of padded ones.
     *
     * @return the object; kept only for its place in memory.
     */
    public static Object afterwards() {
        return new CacheLinePadding() { };
    }
}
