/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** An application of Spring Boot 2.7, for Java 8 and later. */
package example.spring;
