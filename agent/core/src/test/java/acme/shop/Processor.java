/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package acme.shop;

/**
 * What some classes do.
 *
 * @param <T> with this
 */
public interface Processor<T> {
  /** Does it. */
  String handle(T input);
}
