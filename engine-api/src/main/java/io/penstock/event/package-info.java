/** What travels along edges besides frames: downstream in order with them, upstream beside them. */
package io.penstock.event;
