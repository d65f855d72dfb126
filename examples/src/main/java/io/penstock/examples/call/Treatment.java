package io.penstock.examples.call;

/**
 * What happens to sound and picture before they are sent.
 *
 * @param voice    whether a voice processor works on the sound.
 * @param beauty   smoothing of skin, 0 (none) to 9.
 * @param white    whitening of skin, 0 (none) to 9.
 * @param echoDb   level of the loudspeaker at the microphone against what it plays, dB; null = headphones, nothing leaks.
 */
record Treatment(boolean voice, int beauty, int white, Double echoDb) {
    static final Treatment NONE = new Treatment(false, 0, 0, null);

    /** Whether the sound is not what the microphone's source made. */
    boolean isOfSound() {
        return voice || echoDb != null;
    }

    boolean isOfPicture() {
        return beauty > 0 || white > 0;
    }
}
