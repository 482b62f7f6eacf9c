/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package acme.shop;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Marks what is counted. */
@Retention(RetentionPolicy.RUNTIME)
public @interface Counted {}
