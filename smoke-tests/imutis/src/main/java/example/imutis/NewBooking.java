/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.imutis;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What a client asks for.
 *
 * @param payment how to pay: {@code card}, {@code mobile_money} or {@code cash}
 * @param token stands for the client's account at the payment provider
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record NewBooking(String travel, int seats, String payment, String token) {}
