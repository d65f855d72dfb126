package io.penstock.examples.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.format.MediaKind;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.room.RoomCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypedTest {
    private static RoomCommand asked(final String line) {
        final Typed typed = Typed.read(line, "me");
        assertEquals(Typed.Kind.ASK, typed.kind(), typed::text);
        return typed.command();
    }

    @Test
    void whatIsNoCommandIsSaid() {
        assertEquals(Typed.Kind.SAY, Typed.read("  Good morning. ", "me").kind());
        assertEquals("Good morning.", Typed.read("  Good morning. ", "me").text());
        assertEquals(Typed.Kind.NOTHING, Typed.read("   ", "me").kind());
    }

    @Test
    void commandsAreAskedOfTheRoom() {
        assertEquals(new RoomCommand.RaiseHand("", true), asked("/hand"));
        assertEquals(new RoomCommand.Mute("", "me", MediaKind.AUDIO, true), asked("/mute"));
        assertEquals(new RoomCommand.Mute("", "me", MediaKind.VIDEO, false), asked("/unmute pictures"));
        assertEquals(new RoomCommand.Mute("", "anna", MediaKind.VIDEO, true), asked("/silence anna pictures"));
        assertEquals(new RoomCommand.HandOver("", "anna", "bert"), asked("/pass anna bert"));
        assertEquals(new RoomCommand.ChangeRole("", "anna", Role.SPEAKER), asked("/role anna Speaker"));
        assertEquals(new RoomCommand.Kick("", "anna", "too loud for us", true), asked("/ban anna too loud for us"));
        assertEquals(new RoomCommand.Close("", "that is all for today"), asked("/close that is all for today"));
        assertEquals(new RoomCommand.Close("", ""), asked("/close"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nothing", "/grant", "/pass anna", "/role anna king", "/silence anna smell", "/mute smell", "/fly anna"})
    void whatCannotBeIsToldAndNotAsked(final String line) {
        final Typed typed = Typed.read(line, "me");
        assertEquals(Typed.Kind.WRONG, typed.kind());
        assertTrue(typed.text().contains("/help"), typed.text());
    }
}
