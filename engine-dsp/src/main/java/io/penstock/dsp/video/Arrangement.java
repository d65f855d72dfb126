package io.penstock.dsp.video;

import io.penstock.error.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Which inputs of a {@link Compositor} are shown where. Places are parts of the whole picture, so that an arrangement fits every size; they
 * are brought to even pixels. Later cells lie over earlier ones. Immutable.
 */
public final class Arrangement {
    private static final double MARGIN = 0.025;

    private final List<Cell> cells;
    private final boolean automatic;

    private Arrangement(final List<Cell> cells, final boolean automatic) {
        this.cells = List.copyOf(cells);
        this.automatic = automatic;
    }

    /**
     * A place for an input.
     *
     * @param input  index of the input.
     * @param x      left edge, 0 to 1.
     * @param y      upper edge, 0 to 1.
     * @param width  more than 0; {@code x + width} at most 1.
     * @param height more than 0; {@code y + height} at most 1.
     * @param fit    what becomes of other proportions; not {@link ScaleFit#WITHIN}.
     */
    public record Cell(int input, double x, double y, double width, double height, ScaleFit fit) {
        /**
         * Checks the ranges.
         *
         * @param input  see the record
         * @param x      see the record
         * @param y      see the record
         * @param width  see the record
         * @param height see the record
         * @param fit    see the record
         */
        public Cell {
            Objects.requireNonNull(fit, "fit");
            if (input < 0 || !(x >= 0 && y >= 0 && width > 0 && height > 0 && x + width < 1 + 1e-9 && y + height < 1 + 1e-9)
                || fit == ScaleFit.WITHIN) {
                throw new ConfigurationException("arrangement: input " + input + " at " + x + ',' + y + ", " + width + " by " + height + ", "
                    + fit + "; places are parts of the picture, from 0 to 1, and filled by STRETCH, FILL or LETTERBOX");
            }
        }
    }

    /**
     * Places as given.
     *
     * @param cells places, the lowest first.
     * @return the arrangement.
     */
    public static Arrangement of(final Cell... cells) {
        return new Arrangement(List.of(cells), false);
    }

    /**
     * As many rows as columns, or one fewer; the last row in the middle. Pictures fill their places.
     *
     * @param inputs how many, from the first; positive.
     * @return the arrangement.
     */
    public static Arrangement grid(final int inputs) {
        final List<Integer> all = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            all.add(i);
        }
        return new Arrangement(gridOf(all), false);
    }

    /**
     * A grid of those inputs that are connected and have not ended, made anew when they come and go.
     *
     * @return the arrangement.
     */
    public static Arrangement automaticGrid() {
        return new Arrangement(List.of(), true);
    }

    /**
     * One input over the whole picture, another small in a corner of it.
     *
     * @param main   index of the large one.
     * @param inset  index of the small one.
     * @param corner where the small one is.
     * @param size   its width and height, as part of the whole: 0.25.
     * @return the arrangement.
     * @throws ConfigurationException if the size is not within 0.01 to 0.9.
     */
    public static Arrangement pictureInPicture(final int main, final int inset, final Corner corner, final double size) {
        if (!(size >= 0.01 && size <= 0.9)) {
            throw new ConfigurationException("arrangement: inset of " + size + "; accepted are 0.01 to 0.9 of the picture");
        }
        final double near = corner == Corner.CENTRE ? (1 - size) / 2 : MARGIN;
        final double far = corner == Corner.CENTRE ? near : 1 - size - MARGIN;
        final boolean right = corner == Corner.TOP_RIGHT || corner == Corner.BOTTOM_RIGHT;
        final boolean low = corner == Corner.BOTTOM_LEFT || corner == Corner.BOTTOM_RIGHT;
        return of(new Cell(main, 0, 0, 1, 1, ScaleFit.FILL), new Cell(inset, right ? far : near, low ? far : near, size, size, ScaleFit.FILL));
    }

    static List<Cell> gridOf(final List<Integer> inputs) {
        final int n = Math.max(1, inputs.size());
        final int columns = (int) Math.ceil(Math.sqrt(n));
        final int rows = (n + columns - 1) / columns;
        final List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            final int row = i / columns;
            final int inRow = Math.min(columns, inputs.size() - row * columns);
            final double left = (columns - inRow) / 2.0 / columns;
            cells.add(new Cell(inputs.get(i), left + (double) (i % columns) / columns, (double) row / rows, 1.0 / columns, 1.0 / rows,
                ScaleFit.FILL));
        }
        return cells;
    }

    List<Cell> cells() {
        return cells;
    }

    boolean isAutomatic() {
        return automatic;
    }
}
