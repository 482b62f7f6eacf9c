/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.imutis;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** A resource for those with a valid token. */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@interface Authenticated {}
