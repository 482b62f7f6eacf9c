/**
 * Real Staging as a whole: its servers, its two applications in JVMs of their own, and the clients
 * that use it, well and badly. Nothing here knows of the agent: it is one of the JVM arguments.
 */
package io.obsagent.smoke.realstaging;
