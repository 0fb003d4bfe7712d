package io.chat4all.core.route;

import static io.chat4all.core.route.RouteFixture.ALL;
import static io.chat4all.core.route.RouteFixture.BRUNO;
import static io.chat4all.core.route.RouteFixture.CHAT;
import static io.chat4all.core.route.RouteFixture.INSTAGRAM;
import static io.chat4all.core.route.RouteFixture.TELEGRAM;
import static io.chat4all.core.route.RouteFixture.WHATSAPP;
import static io.chat4all.core.route.RouteFixture.lines;
import static io.chat4all.core.route.RouteFixture.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.Member;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.identity.IdentityDirectory.Merge;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.DirectoryChange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DirectoryRoutePlannerTest {

  private final RouteFixture fixture = new RouteFixture();

  @Test
  void membersAreReachedByTheOrderOfLinkingWithTheOtherChannelsAfterIt() {
    var maria = fixture.member("maria");
    fixture.link(maria, TELEGRAM, "7");
    fixture.link(maria, WHATSAPP, "55");
    fixture.member("caio");

    var plan = fixture.plan("oi");

    assertThat(plan.rule()).isEqualTo("members");
    assertThat(lines(plan)).containsExactly("maria telegram:7|whatsapp:55");
    assertThat(plan.notes()).containsExactly("members without an address outside the app: 2");
  }

  @Test
  void preferenceComesBeforeTheOrderOfLinking() {
    var maria = fixture.member("maria");
    fixture.link(maria, TELEGRAM, "7");
    fixture.link(maria, WHATSAPP, "55");
    fixture.link(maria, INSTAGRAM, "9");
    fixture.prefer(maria, INSTAGRAM, WHATSAPP);

    assertThat(lines(fixture.plan("oi")))
        .containsExactly("maria instagram:9|whatsapp:55|telegram:7");
  }

  @Test
  void whatComesAfterInternalInAPreferenceIsNotUsed() {
    var maria = fixture.member("maria");
    fixture.link(maria, TELEGRAM, "7");
    fixture.link(maria, WHATSAPP, "55");
    fixture.prefer(maria, WHATSAPP, ChannelId.INTERNAL);
    assertThat(lines(fixture.plan("oi"))).containsExactly("maria whatsapp:55");

    fixture.prefer(maria, ChannelId.INTERNAL);

    assertThat(fixture.plan("oi").routes()).isEmpty();
  }

  @Test
  void personWhoIsGoneFromAChannelIsReachedThereLast() {
    var maria = fixture.member("maria");
    fixture.link(maria, TELEGRAM, "7");
    fixture.link(maria, WHATSAPP, "55");

    fixture.identities.setReachable(new Address(TELEGRAM, "7"), false);
    fixture.changed(maria);

    assertThat(lines(fixture.plan("oi"))).containsExactly("maria whatsapp:55|telegram:7");
  }

  @Test
  void accountThatMetThemIsUsedElseTheFirstThatRuns() {
    var maria = fixture.member("maria");
    fixture.account(WHATSAPP, "sales", "");
    fixture.link(maria, WHATSAPP, "55", "sales", "");
    assertThat(lines(fixture.plan("oi"))).containsExactly("maria whatsapp/sales:55");

    fixture.account(WHATSAPP, "sales", "token revoked");

    assertThat(lines(fixture.plan("oi"))).containsExactly("maria whatsapp:55");
  }

  @Test
  void stoppedAccountIsWaitedForWhereNoOtherRuns() {
    var maria = fixture.member("maria");
    fixture.link(maria, WHATSAPP, "55");
    fixture.account(WHATSAPP, "main", "token revoked");
    assertThat(lines(fixture.plan("oi"))).containsExactly("maria whatsapp:55");

    fixture.link(maria, TELEGRAM, "7");

    assertThat(lines(fixture.plan("oi"))).containsExactly("maria telegram:7|whatsapp:55");
  }

  @Test
  void channelWithoutAnAccountIsNoted() {
    var maria = fixture.member("maria");
    fixture.link(maria, new ChannelId("email"), "maria@example.org");

    var plan = fixture.plan("oi");

    assertThat(plan.rule()).isEqualTo("in_app");
    assertThat(plan.notes()).contains("maria: has an address on email, which is not configured");
  }

  @Test
  void senderNeverGetsTheirOwnMessage() {
    var maria = fixture.member("maria");
    fixture.link(maria, WHATSAPP, "55");
    fixture.link(BRUNO, TELEGRAM, "1");

    assertThat(lines(fixture.plan("oi"))).containsExactly("maria whatsapp:55");
    assertThat(lines(fixture.planTo(List.of(BRUNO)))).isEmpty();
  }

  @Test
  void namedRecipientsWithoutChannelsAreReachedAsTheyPrefer() {
    var maria = fixture.member("maria");
    var caio = fixture.member("caio");
    fixture.link(maria, TELEGRAM, "7");
    fixture.link(caio, WHATSAPP, "66");

    var plan = fixture.planTo(List.of(caio));

    assertThat(plan.rule()).isEqualTo("explicit");
    assertThat(lines(plan)).containsExactly("caio whatsapp:66");
  }

  @Test
  void namedChannelsGetOneDeliveryEach() {
    var maria = fixture.member("maria");
    fixture.link(maria, TELEGRAM, "7");
    fixture.link(maria, WHATSAPP, "55");
    var caio = fixture.member("caio");
    fixture.link(caio, INSTAGRAM, "9");

    var plan = fixture.planTo(List.of(), TELEGRAM, WHATSAPP);

    assertThat(lines(plan)).containsExactlyInAnyOrder("maria telegram:7", "maria whatsapp:55");
    assertThat(plan.notes())
        .contains("caio: no address on telegram", "caio: no address on whatsapp");
  }

  @Test
  void allMeansEveryLinkedIdentity() {
    var maria = fixture.member("maria");
    fixture.link(maria, TELEGRAM, "7");
    fixture.link(maria, WHATSAPP, "55");
    fixture.member("caio");

    var plan = fixture.planTo(List.of(maria, new UserId("caio")), ALL);

    assertThat(lines(plan)).containsExactlyInAnyOrder("maria telegram:7", "maria whatsapp:55");
    assertThat(plan.notes()).containsExactly("caio: no linked address, in the app only");
  }

  @Test
  void internalMeansInTheAppOnly() {
    var maria = fixture.member("maria");
    fixture.link(maria, TELEGRAM, "7");

    var plan = fixture.planTo(List.of(), ChannelId.INTERNAL);

    assertThat(plan.rule()).isEqualTo("explicit");
    assertThat(plan.routes()).isEmpty();
  }

  @Test
  void handleGoesToThatInstagramIdentityAndIsStripped() {
    var maria = fixture.user("contact-abc");
    fixture.link(maria, INSTAGRAM, "9", "main", "maria.silva");
    fixture.link(maria, WHATSAPP, "55");

    var plan = fixture.plan("@Maria.Silva oi");

    assertThat(plan.rule()).isEqualTo("handle");
    assertThat(lines(plan)).containsExactly("contact-abc instagram:9|whatsapp:55");
    assertThat(plan.routes().getFirst().handle()).contains("@Maria.Silva");
  }

  @Test
  void handleMayBeAUserWithAnInstagramIdentity() {
    var maria = fixture.user("maria");
    fixture.link(maria, INSTAGRAM, "9", "main", "another.name");

    assertThat(lines(fixture.plan("@maria oi"))).containsExactly("maria instagram:9");
  }

  @Test
  void handleOfNobodyIsNotedAndTheNextRuleApplies() {
    var maria = fixture.member("maria");
    fixture.link(maria, WHATSAPP, "55");

    var plan = fixture.plan("@nobody oi");

    assertThat(plan.rule()).isEqualTo("members");
    assertThat(plan.notes()).contains("@nobody: nobody of this name on instagram");
  }

  @Test
  void handleThatBecomesSomebodysIsFoundAtOnce() {
    assertThat(fixture.plan("@maria oi").rule()).isEqualTo("in_app");

    fixture.link(fixture.user("contact-abc"), INSTAGRAM, "9", "main", "maria");

    assertThat(fixture.plan("@maria oi").rule()).isEqualTo("handle");
  }

  @Test
  void conversationWithNobodyElseGoesToTheDefault() {
    var config = new RouteConfig(Optional.of(target(WHATSAPP, "5511")));
    var alone = new RouteFixture(config);

    var plan = alone.plan("oi");

    assertThat(plan.rule()).isEqualTo("default");
    assertThat(lines(plan)).containsExactly("5511 whatsapp:5511");
    assertThat(lines(alone.planTo(List.of(), WHATSAPP))).containsExactly("5511 whatsapp:5511");
    assertThat(lines(alone.planTo(List.of(), TELEGRAM))).isEmpty();
  }

  @Test
  void whoIsTheDefaultDoesNotWriteToThemselves() {
    var config = new RouteConfig(Optional.of(target(WHATSAPP, "5511")));
    var alone = new RouteFixture(config);

    alone.link(BRUNO, WHATSAPP, "5511");

    assertThat(alone.plan("oi").rule()).isEqualTo("in_app");
  }

  @Test
  void conversationInTheAppCostsNoRead() {
    fixture.member("maria");
    assertThat(fixture.plan("oi").rule()).isEqualTo("in_app");

    fixture.conversations.setAvailable(false);
    fixture.identities.setAvailable(false);
    fixture.accounts.setAvailable(false);

    assertThat(fixture.plan("oi").rule()).isEqualTo("in_app");
  }

  @Test
  void changeOfAMemberIsSeenAtOnceAndThatOfOthersCostsNothing() {
    var maria = fixture.member("maria");
    fixture.plan("oi");
    fixture.link(maria, WHATSAPP, "55");
    assertThat(lines(fixture.plan("oi"))).hasSize(1);

    for (int i = 0; i < 900; i++) {
      fixture.changed(new UserId("other-" + i));
    }
    fixture.conversations.setAvailable(false);

    assertThat(lines(fixture.plan("oi"))).hasSize(1);
  }

  @Test
  void lostAnnouncementsHealByTime() {
    fixture.plan("oi");
    fixture.conversations.setAvailable(false);

    fixture.clock.advance(Duration.ofMinutes(6));

    assertThatThrownBy(() -> fixture.plan("oi")).isInstanceOf(ApiException.class);
  }

  @Test
  void mergedMemberIsReachedAsWhomTheyAreNow() {
    var old = fixture.member("contact-old");
    fixture.link(old, WHATSAPP, "55");
    var maria = fixture.user("maria");
    fixture.link(maria, TELEGRAM, "7");
    fixture.identities.merge(
        new Merge(UUID.randomUUID(), old, maria, fixture.clock.instant(), false));
    fixture.changed(old);

    assertThat(lines(fixture.plan("oi"))).containsExactly("maria whatsapp:55|telegram:7");
    assertThat(lines(fixture.planTo(List.of(old), TELEGRAM))).containsExactly("maria telegram:7");
  }

  @Test
  void largeGroupIsReadInPages() {
    for (int i = 0; i < 2_500; i++) {
      fixture.member("member-" + i);
    }
    fixture.link(new UserId("member-2400"), WHATSAPP, "55");

    assertThat(lines(fixture.plan("oi"))).containsExactly("member-2400 whatsapp:55");
  }

  @Test
  void changesReachEveryPlaceOfEveryOtherMember() {
    var maria = fixture.member("maria");
    fixture.link(maria, TELEGRAM, "7");
    fixture.link(maria, WHATSAPP, "55");
    fixture.link(BRUNO, TELEGRAM, "1");

    assertThat(fixture.planner.reach(CHAT, BRUNO).stream().map(RouteFixture::line))
        .containsExactly("maria telegram:7", "maria whatsapp:55");
    assertThat(fixture.planner.reach(CHAT, maria).stream().map(RouteFixture::line))
        .containsExactly("bruno telegram:1");
  }

  @Test
  void newMembersAreSeenWhenTheRouterSaysSo() {
    fixture.plan("oi");
    var maria = fixture.user("maria");
    fixture.link(maria, WHATSAPP, "55");
    fixture.conversations.addMembers(
        CHAT, List.of(new Member(maria, MemberRole.MEMBER, fixture.clock.instant())), 100);
    assertThat(lines(fixture.plan("oi"))).isEmpty();

    fixture.planner.membersChanged(CHAT);

    assertThat(lines(fixture.plan("oi"))).hasSize(1);
  }

  @Test
  void closedPlannerListensNoMore() {
    fixture.plan("oi");
    fixture.planner.close();

    fixture.log.announce(new DirectoryChange.ConversationChanged(CHAT));
    fixture.conversations.setAvailable(false);

    assertThat(fixture.plan("oi").rule()).isEqualTo("in_app");
  }
}
