package io.penstock.examples.dsp;

import io.penstock.error.ConfigurationException;

/** The sample rates that processors for voices take. */
final class VoiceRates {
    private VoiceRates() {
    }

    /** Refuses other rates. */
    static int check(final int rateHz) {
        if (rateHz != 8_000 && rateHz != 16_000 && rateHz != 32_000 && rateHz != 48_000) {
            throw new ConfigurationException("sample rate " + rateHz + " Hz: accepted are 8000, 16000, 32000 and 48000; "
                + "\"dsp resample\" makes one");
        }
        return rateHz;
    }
}
