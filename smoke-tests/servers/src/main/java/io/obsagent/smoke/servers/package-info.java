/**
 * Real servers for tests, in a process of their own so that their libraries and their threads stay
 * out of the process under test. They are containers where a Docker engine answers, and embedded
 * otherwise or when the environment has {@code SMOKE_SERVERS=embedded}.
 */
package io.obsagent.smoke.servers;
