/** The process that hosts the servers, embedded or in containers. */
package io.obsagent.smoke.servers.host;
