package io.penstock.core.plan;

import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.spi.ConverterProvider;
import io.penstock.stage.OutputPort;
import io.penstock.stage.Stage;
import io.penstock.stage.StageSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds converters that lead from what is offered to what is accepted. */
final class ConverterChain {
    private static final int LONGEST = 4;

    /** A converter and the stage it made for this place. */
    record Step(ConverterProvider.Converter converter, Stage stage) {
    }

    private final List<ConverterProvider> providers;

    ConverterChain(final List<ConverterProvider> providers) {
        this.providers = List.copyOf(providers);
    }

    /** Converters in order; empty if they cannot close the whole gap. */
    List<Step> find(final FormatSpec offered, final FormatSpec accepted) {
        final List<Step> steps = new ArrayList<>();
        FormatSpec at = offered;
        while (steps.size() < LONGEST) {
            Step step = null;
            FormatSpec next = null;
            for (int i = 0; i < providers.size() && next == null; i++) {
                step = step(providers.get(i), at, accepted);
                next = step == null ? null : behind(step.stage().spec(), at);
            }
            if (next == null || next.equals(at)) {
                return List.of();
            }
            steps.add(step);
            if (!next.intersect(accepted).isEmpty()) {
                return steps;
            }
            at = next;
        }
        return List.of();
    }

    /** What a user would write to close the gap; empty if nothing is known that would. */
    String suggestion(final FormatSpec offered, final FormatSpec accepted) {
        return find(offered, accepted).stream().map(step -> ".via(" + step.converter().suggestion() + ')').collect(Collectors.joining());
    }

    private static Step step(final ConverterProvider provider, final FormatSpec at, final FormatSpec accepted) {
        try {
            final Optional<ConverterProvider.Converter> converter = provider.between(at, accepted);
            return converter.isPresent() ? new Step(converter.get(), converter.get().create()) : null;
        } catch (final Exception e) {
            // a provider that fails has nothing to suggest; the mismatch itself is reported in any case
            return null;
        }
    }

    private static FormatSpec behind(final StageSpec spec, final FormatSpec at) {
        if (spec.inputs().size() != 1 || spec.outputs().size() != 1) {
            return null;
        }
        final List<Format> taken = Candidates.of(at.intersect(spec.inputs().get(0).accepts()));
        if (taken.isEmpty()) {
            return null;
        }
        final OutputPort.Rule rule = spec.outputs().get(0).rule();
        return rule instanceof OutputPort.Offers offers ? offers.formats()
            : rule instanceof OutputPort.DerivedFrom derived ? derived.mapping().apply(taken.get(0)) : null;
    }
}
