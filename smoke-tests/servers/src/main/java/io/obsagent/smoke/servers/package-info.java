/**
 * Real servers for tests, in a process of their own so that their libraries and their threads stay
 * out of the process under test.
 */
package io.obsagent.smoke.servers;
