/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Requests that this process serves: Tomcat, Jetty, other servlet containers, the JDK's server, and
 * the routes that servlets and Spring MVC know.
 */
package io.obsagent.instrumentation.http.server;
