package io.penstock.dsp.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops by the Vector API, which is an incubator: loaded by name, and only where the host runs with its module.
 *
 * <p>Only calls that exist alike in Java 17 and later. Compiled by C2 they allocate nothing; before that they are slow and do, so
 * {@link Accelerator} runs them in before anyone else sees them.
 */
final class IncubatorLoops extends FloatLoops {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    IncubatorLoops() {
    }

    @Override
    float dot(final float[] a, final int at, final float[] b, final int bt, final int n) {
        FloatVector even = FloatVector.zero(SPECIES);
        FloatVector odd = even;
        int i = 0;
        for (; i <= n - 2 * LANES; i += 2 * LANES) {
            even = FloatVector.fromArray(SPECIES, a, at + i).fma(FloatVector.fromArray(SPECIES, b, bt + i), even);
            odd = FloatVector.fromArray(SPECIES, a, at + i + LANES).fma(FloatVector.fromArray(SPECIES, b, bt + i + LANES), odd);
        }
        float rest = 0;
        for (; i < n; i++) {
            rest += a[at + i] * b[bt + i];
        }
        return even.add(odd).reduceLanes(VectorOperators.ADD) + rest;
    }
}
