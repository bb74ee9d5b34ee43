package dev.gatekeeper.hooks.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "https://gate.example/team.git, https://gate.example/api/v1/repos/team, https://gate.example/healthz, ''",
    "http://u:p%40@[::1]:8080/team/, http://[::1]:8080/api/v1/repos/team, http://[::1]:8080/healthz, u:p@",
    "https://host/below/team.git, https://host/below/api/v1/repos/team, https://host/below/healthz, ''",
  })
  void theApiIsBesideTheRepository(String url, String api, String health, String user)
      throws Exception {
    Address address = Address.of(url);
    assertThat(address.api()).isEqualTo(api);
    assertThat(address.health()).isEqualTo(health);
    assertThat(address.user()).isEqualTo(user);
    assertThat(address.git().toString()).doesNotContain("u:p");
  }
}
