/**
 * The contract between a stage and the engine. The kind of a stage says what it may do: {@link io.penstock.stage.Source},
 * {@link io.penstock.stage.Transform}, {@link io.penstock.stage.InPlace}, {@link io.penstock.stage.Sink},
 * {@link io.penstock.stage.Junction}.
 */
package io.penstock.stage;
