/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package com.acme.img;

/** Does something to images. Stateless. */
public final class ImageProcessor {
  /** Processes an image once. */
  public int process(ImageRequest request) {
    return process(request, 1);
  }

  /** Processes an image several times over; IllegalArgumentException for an unknown style. */
  public int process(ImageRequest request, int times) {
    if (request.style().equals("rococo")) {
      throw new IllegalArgumentException("nobody wants " + request.style());
    }
    return request.roomType().length() * times;
  }
}
