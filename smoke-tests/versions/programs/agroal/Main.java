/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;

final class Main {
  static void main(String[] args) throws Exception {
    AgroalDataSource pool =
        AgroalDataSource.from(
            new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(
                    settings ->
                        settings
                            .initialSize(1)
                            .maxSize(1)
                            .connectionFactoryConfiguration(
                                factory -> factory.jdbcUrl("jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1"))));
    Database.use(pool::getConnection);
  }
}
