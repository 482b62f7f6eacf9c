/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package com.acme.img;

/**
 * What is to be done with an image.
 *
 * @param roomType what it shows
 * @param style how it is to look
 */
public record ImageRequest(String roomType, String style) {}
