/** RTCP formats of congestion control: views and writers over arrays. */
package io.penstock.core.rtcp;
