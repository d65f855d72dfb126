package io.penstock.dsp.video;

/** What becomes of a picture whose proportions are not those of the wanted size. */
public enum ScaleFit {
    /** It is stretched. */
    STRETCH,
    /** It keeps its proportions and fills the size; what sticks out, at both sides alike, is cut off. */
    FILL,
    /** It keeps its proportions, whole, in the middle; what is left is black (letterbox, pillarbox). */
    LETTERBOX,
    /** It keeps its proportions, whole, and the result is as large as fits the size: sides are even numbers. */
    WITHIN
}
