package io.penstock.codecs.h264.encoder;

/**
 * How much work the encoder puts into a picture, from the fastest to the best; what each one does is this table and nothing else.
 *
 * <pre>
 *            intra 4x4   inter        search            mode decision
 *            I   P       partitions   pattern  sub-pel  by              deblocking
 * ULTRAFAST  no  no      16x16        small    none     SAD             yes
 * SUPERFAST  yes no      16x16        small    quarter  SAD             yes
 * VERYFAST   yes yes     16x16        hexagon  quarter  SATD            yes
 * FAST       yes yes     to 8x16      hexagon  quarter  SATD            yes
 * MEDIUM     yes yes     to 8x8       hexagon  quarter  SATD            yes
 * SLOW       yes yes     to 8x8       wide     quarter  bits, exactly   yes
 * </pre>
 */
public enum Preset {
    /** For many streams on little hardware. */
    ULTRAFAST,
    /** As fast, but finer still pictures and motion. */
    SUPERFAST,
    /** Decisions by transformed differences. */
    VERYFAST,
    /** Two vectors a macroblock where they pay. */
    FAST,
    /** Four vectors a macroblock where they pay. */
    MEDIUM,
    /** Everything, weighed by the bits it takes. */
    SLOW
}
