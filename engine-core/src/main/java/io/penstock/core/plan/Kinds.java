package io.penstock.core.plan;

import io.penstock.stage.InPlace;
import io.penstock.stage.Junction;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import io.penstock.stage.Stage;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

/** What the five kinds of stage are called, and which ports each has. */
final class Kinds {
    private Kinds() {
    }

    static boolean passesOn(final Stage stage) {
        return stage instanceof Transform || stage instanceof InPlace;
    }

    /** Whether it can stand in a line of stages: what passes on, or a junction with one output that needs its first input only. */
    static boolean standsInLine(final Stage stage) {
        if (!(stage instanceof Junction)) {
            return passesOn(stage);
        }
        final StageSpec spec = specOrNull(stage);
        boolean others = spec != null && !spec.inputs().isEmpty() && spec.outputs().size() == 1;
        if (!others) {
            return false;
        }
        for (int i = 1; i < spec.inputs().size(); i++) {
            others &= spec.inputs().get(i).optional();
        }
        return others;
    }

    private static StageSpec specOrNull(final Stage stage) {
        try {
            return stage.spec();
        } catch (final RuntimeException e) {
            return null; // told when the graph is built
        }
    }

    static String article(final Stage stage) {
        return stage instanceof Source ? "a source" : stage instanceof Transform ? "a transform" : stage instanceof InPlace
            ? "an in-place stage" : stage instanceof Sink ? "a sink" : "a junction";
    }

    static String howToAdd(final Stage stage, final String name) {
        final String quoted = "(\"" + name + "\", …)";
        return stage instanceof Source ? "begin a flow with it: .source" + quoted
            : stage instanceof Sink ? "end a flow in it: .to" + quoted
            : stage instanceof Junction ? "add it with .junction" + quoted + " and connect it with .into(\"" + name
                + "\", port) and .from(\"" + name + "\", port)"
            : "append it: .via" + quoted;
    }

    /** What is wrong with the ports of a stage of this kind; null if nothing is. */
    static String wrongPorts(final Stage stage, final StageSpec spec) {
        final int ins = spec.inputs().size();
        final int outs = spec.outputs().size();
        final String found = "; its spec has " + ins + (ins == 1 ? " input and " : " inputs and ") + outs
            + (outs == 1 ? " output" : " outputs");
        if (stage instanceof Source && (ins != 0 || outs != 1)) {
            return "a source has no input and one output" + found;
        }
        if (stage instanceof Sink && (ins != 1 || outs != 0)) {
            return "a sink has one input and no output" + found;
        }
        if (passesOn(stage) && (ins != 1 || outs != 1)) {
            return Kinds.article(stage) + " has one input and one output" + found;
        }
        if (stage instanceof Junction && ins + outs == 0) {
            return "a junction has ports" + found;
        }
        if (stage instanceof Junction && ins == 0 && !spec.ticking()) {
            return "a junction without inputs is called by ticks only, and its spec does not ask for them";
        }
        if (stage instanceof InPlace && !(spec.outputs().get(0).rule() instanceof io.penstock.stage.OutputPort.SameAs)) {
            return "the output of an in-place stage has the format of its input; its spec says otherwise";
        }
        return null;
    }
}
