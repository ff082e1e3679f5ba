# SPDX-License-Identifier: Apache-2.0
"""The ground the other tests of USB keys stand on: a service of our own, its
readers, and a card that is nobody's of ours."""

import cardlab
import pytest


@pytest.fixture
def foreign(service):
    card = cardlab.ForeignCard(service, service.readers[0])
    yield card
    card.remove()
    service.wait(card.reader, False)


def test_a_service_has_its_own_readers_and_no_others(service):
    with service.program() as program:
        assert program.readers() == [reader.name for reader in service.readers]
    assert len(service.readers) == 4


def test_two_services_are_there_at_once(service):
    other = cardlab.Service(readers=1)
    other.start()
    try:
        with service.program() as here, other.program() as there:
            assert len(here.readers()) == 4
            assert len(there.readers()) == cardlab.SLOTS
    finally:
        other.done()


def test_a_foreign_card_keeps_what_it_is_sent(service, foreign):
    with service.program() as program:
        program.connect(foreign.reader)
        assert program.transmit("00a4040008112233445566778800") == "6a82"
        program.leave()
    assert foreign.commands == [bytes.fromhex("00a4040008112233445566778800")]


def test_a_card_comes_and_goes(service):
    card = cardlab.ForeignCard(service, service.readers[1])
    card.remove()
    service.wait(card.reader, False)
    with service.program() as program, pytest.raises(program.Failed, match="8010000C"):
        program.connect(card.reader)  # SCARD_E_NO_SMARTCARD


def test_a_service_that_was_stopped_has_the_same_readers_again():
    service = cardlab.Service(readers=2)
    service.start()
    try:
        before = [(reader.name, reader.port) for reader in service.readers]
        card = cardlab.ForeignCard(service, service.readers[0])
        service.stop()
        with pytest.raises(cardlab.Program.Failed, match="8010001D"):
            service.program()  # SCARD_E_NO_SERVICE
        service.start()
        assert [(reader.name, reader.port) for reader in service.readers] == before
        card = cardlab.ForeignCard(service, service.readers[0])
        with service.program() as program:
            assert program.connect(card.reader).transmit("00a40400") == "6a82"
    finally:
        service.done()
