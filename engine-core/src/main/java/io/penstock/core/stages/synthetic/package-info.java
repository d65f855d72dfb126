/** Sources that need no device and no file: a camera that paints a scene and a voice that speaks syllables, both repeatable. */
package io.penstock.core.stages.synthetic;
