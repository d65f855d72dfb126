/** Tools that test a stage as a black box under virtual time. */
package io.penstock.testkit;
