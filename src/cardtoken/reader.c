/* SPDX-License-Identifier: Apache-2.0 */
#include "cardtoken/reader.h"

#include "skf/skf.h"

uint32_t
card_io_sar(enum card_io io)
{
	static const uint32_t sar[] = {
	    [CARD_IO_OK] = SAR_OK,
	    [CARD_IO_RESET] = SAR_FAIL,
	    [CARD_IO_REMOVED] = SAR_DEVICE_REMOVED,
	    [CARD_IO_ABSENT] = SAR_CARD_ABSENT,
	    [CARD_IO_MUTE] = SAR_CARD_FOREIGN,
	    [CARD_IO_SERVICE] = SAR_CARD_SERVICE,
	    [CARD_IO_BUSY] = SAR_TIMEOUTERR,
	    [CARD_IO_FAILED] = SAR_FAIL,
	    [CARD_IO_NOMEM] = SAR_MEMORYERR,
	};

	return sar[io];
}
