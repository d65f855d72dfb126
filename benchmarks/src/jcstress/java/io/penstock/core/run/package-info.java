/**
 * Stress tests of how runners park and are woken. They share the package of what they test, because runners, regions and links are nobody
 * else's business and stay package-private.
 */
package io.penstock.core.run;
